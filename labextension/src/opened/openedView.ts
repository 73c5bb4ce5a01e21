/** A run, a model or a comparison in a tab of its own, drawn as in an output and fed by the kernel. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { PanelLayout, Widget } from '@lumino/widgets';

import { element, setText } from '../dom';
import type { KernelLink } from '../kernelLink';
import type { Links } from '../links';
import {
  COMPARE_MIME,
  MODEL_MIME,
  RUN_MIME,
  RUNS_MIME,
  VERSION,
  type RunBundle
} from '../protocol';
import { renderers } from '../renderers';
import type { Subject, SubjectKind } from './subject';

/** What is asked of the kernel, and how the answer is drawn; a run is watched instead. */
const ASKED: Record<Exclude<SubjectKind, 'run'>, { question: string; mime: string }> = {
  model: { question: 'model.describe', mime: MODEL_MIME },
  runs: { question: 'runs.list', mime: RUNS_MIME },
  compare: { question: 'runs.compare', mime: COMPARE_MIME }
};

/** Waits for the notebook's kernel, then draws; keeps what is drawn when the kernel goes. */
export class OpenedView extends Widget {
  private readonly _hint = element('p', { class: 'kl-Opened-hint', role: 'status' });
  private readonly _trans: TranslationBundle;
  private _link: KernelLink | null = null;
  private _watch: IDisposable | null = null;
  private _known = '';

  constructor(
    readonly subject: Subject,
    private readonly _links: Links,
    private readonly _translator: ITranslator
  ) {
    super();
    this.addClass('kl-Opened');
    this._trans = _translator.load('keras_lab');
    this.layout = new PanelLayout();
    this.node.append(this._hint);
    _links.changed.connect(this._look, this);
    this._look();
  }

  /** Who is asked about it, once it is there. */
  get link(): KernelLink | null {
    return this._link;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._links.changed.disconnect(this._look, this);
      this._watch?.dispose();
      super.dispose();
    }
  }

  private _look(): void {
    const link = this._links.at(this.subject.notebook)?.link ?? null;
    if (link && link !== this._link) {
      this._watch?.dispose();
      this._watch = null;
      this._known = '';
      this._link = link;
    }
    const isOpen = link?.status === 'open';
    if (isOpen) {
      this._draw(link);
    }
    const wait = this._trans.__('Waiting for the kernel of %1 …', this.subject.notebook);
    if (isOpen || this._known) {
      this._say('');
    } else {
      this._say(wait);
    }
  }

  private _say(text: string): void {
    setText(this._hint, text);
    this._hint.hidden = text === '';
  }

  private _draw(link: KernelLink): void {
    if (this.subject.kind === 'run') {
      this._drawRun(link, this.subject.ids[0] ?? '');
    } else {
      this._drawAnswer(link, this.subject.kind);
    }
  }

  private _drawRun(link: KernelLink, id: string): void {
    this._watch ??= link.watch(id);
    const run = link.store.run(id)?.state;
    if (run && !this._known) {
      this._known = id;
      const bundle: RunBundle = {
        version: VERSION,
        run,
        live: true,
        series: [],
        marks: [],
        looks: []
      };
      void this._render(link, RUN_MIME, bundle);
    }
  }

  /** Asks once, and again when the kernel says that the model has changed. */
  private _drawAnswer(link: KernelLink, kind: Exclude<SubjectKind, 'run'>): void {
    const { ids } = this.subject;
    const model = link.store.models.find(({ variable }) => variable === ids[0]);
    const state = kind === 'model' ? JSON.stringify(model ?? '') : kind;
    if (state === this._known || (kind === 'model' && !model && this._known)) {
      return;
    }
    this._known = state;
    const { question, mime } = ASKED[kind];
    const params: JSONObject = kind === 'model' ? { variable: ids[0] ?? '' } : { runs: ids };
    link.ask<object>(question, params).then(
      answer => this._render(link, mime, answer),
      (error: unknown) => {
        this._say(error instanceof Error ? error.message : String(error));
      }
    );
  }

  private async _render(link: KernelLink, mime: string, data: object): Promise<void> {
    const factory = renderers.map(each => each.factory(link)).find(isFor(mime));
    if (this.isDisposed || !factory) {
      return;
    }
    const renderer = factory.createRenderer({
      mimeType: mime,
      translator: this._translator
    } as IRenderMime.IRendererOptions);
    const layout = this.layout as PanelLayout;
    for (const before of [...layout.widgets]) {
      before.dispose();
    }
    layout.addWidget(renderer);
    const model = { data: { [mime]: data }, metadata: {}, trusted: true, setData: () => undefined };
    await renderer.renderModel(model as unknown as IRenderMime.IMimeModel);
  }
}

function isFor(mime: string): (factory: IRenderMime.IRendererFactory) => boolean {
  return ({ mimeTypes }) => mimeTypes.includes(mime);
}
