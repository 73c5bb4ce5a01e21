/** What is in a model file: what it says of itself, the model, the weights. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { PanelLayout, Widget } from '@lumino/widgets';

import { button, element } from '../dom';
import { formatBytes } from '../format';
import { MODEL_MIME, type FileContents, type FileFormat } from '../protocol';
import { NoServerExtension, type FileQuestions } from './fileQuestions';
import { FileWeights } from './fileWeights';

/** The body of the viewer's tab. */
export class FileView extends Widget {
  private readonly _parts: PanelLayout;
  private _asked = 0;

  /** `createRenderer` makes what draws a model. */
  constructor(
    private readonly _questions: FileQuestions,
    private readonly _createRenderer: () => IRenderMime.IRenderer,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('kl-File');
    this.node.tabIndex = 0;
    this._parts = this.layout = new PanelLayout();
    void this.load();
  }

  /** Reads the file (again). */
  async load(): Promise<void> {
    const number = ++this._asked;
    const name = this._questions.path.split('/').pop() ?? '';
    this._clear();
    this._add(
      element('p', { class: 'kl-Pane-text', role: 'status' }, this._trans.__('Reading %1…', name))
    );
    try {
      const contents = await this._questions.contents();
      if (number === this._asked && !this.isDisposed) {
        this._draw(name, contents);
      }
    } catch (error) {
      if (number === this._asked && !this.isDisposed) {
        this._clear();
        this._add(this._head(name, []), this._notice(this._reason(error)));
      }
    }
  }

  protected override onActivateRequest(): void {
    this.node.focus();
  }

  private _draw(name: string, contents: FileContents): void {
    this._clear();
    this._add(this._head(name, this._facts(contents)));
    if (contents.problem !== null) {
      const text = this._trans.__('The model in this file cannot be shown.');
      this._add(this._notice(`${text} ${contents.problem}`));
    }
    if (contents.model !== null) {
      const renderer = this._createRenderer();
      const data = { [MODEL_MIME]: contents.model as unknown as ReadonlyPartialJSONObject };
      this._parts.addWidget(renderer);
      void renderer.renderModel({ trusted: true, data, metadata: {}, setData: () => undefined });
    }
    const ask = (): ReturnType<FileQuestions['numbers']> => this._questions.numbers();
    this._add(new FileWeights(contents.weights, contents.left_out, ask, this._trans).node);
  }

  private _facts({ format, size, written_by: version, date }: FileContents): string[] {
    const formats: Record<FileFormat, string> = {
      keras: this._trans.__('Keras archive'),
      hdf5: this._trans.__('model in HDF5'),
      weights: this._trans.__('weights in HDF5')
    };
    return [
      formats[format],
      formatBytes(size),
      ...(version ? [`Keras ${version}`] : []),
      date
    ].filter(fact => fact !== '');
  }

  private _head(name: string, facts: string[]): HTMLElement {
    const reload = this._trans.__('Read the file again');
    return element(
      'header',
      { class: 'kl-File-header' },
      element('h3', {}, name),
      element('span', { class: 'kl-Pane-text' }, facts.join(' · ')),
      button('↻', reload, () => void this.load())
    );
  }

  private _notice(text: string): HTMLElement {
    return element('p', { class: 'kl-File-notice', role: 'alert' }, text);
  }

  private _reason(error: unknown): string {
    if (error instanceof NoServerExtension) {
      return this._trans.__(
        'Model files are read by keras_lab’s extension of Jupyter’s server, which is not running here.'
      );
    }
    return error instanceof Error ? error.message : String(error);
  }

  private _clear(): void {
    for (const widget of [...this._parts.widgets]) {
      widget.dispose();
    }
  }

  private _add(...nodes: HTMLElement[]): void {
    for (const node of nodes) {
      this._parts.addWidget(new Widget({ node }));
    }
  }
}
