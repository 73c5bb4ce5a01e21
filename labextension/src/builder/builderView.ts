/** The whole builder: palette, drawing, form and code. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';
import { CodePane } from './codePane';
import { Diagram } from './diagram';
import { FormView } from './formView';
import { PaletteView } from './paletteView';
import { Toolbar } from './toolbar';
import type { Workbench } from './workbench';

export class BuilderView {
  readonly node: HTMLElement;
  private readonly _toolbar: Toolbar;
  private readonly _diagram: Diagram;
  private readonly _palette: PaletteView;
  private readonly _form: FormView;
  private readonly _code: CodePane;
  private readonly _grid: HTMLElement;
  private _revealed: string | null = null;

  /** `insert`: puts code into a new cell; null where there is no notebook. */
  constructor(
    private readonly _bench: Workbench,
    trans: TranslationBundle,
    private readonly _insert: ((code: string) => boolean) | null
  ) {
    this._toolbar = new Toolbar(_bench, trans);
    this._diagram = new Diagram(_bench, trans);
    this._palette = new PaletteView(_bench, this._diagram, trans);
    this._form = new FormView(_bench, trans);
    this._code = new CodePane(_bench, trans, code => this._insert?.(code) ?? false);
    const parts = [this._toolbar, this._palette, this._diagram, this._form, this._code];
    this._grid = element('div', { class: 'kl-Builder-grid' }, ...parts.map(part => part.node));
    this.node = element(
      'section',
      {
        class: 'kl-Builder',
        'aria-label': trans.__('Model builder'),
        'data-lm-suppress-shortcuts': 'true'
      },
      this._grid
    );
    this.node.addEventListener('keydown', event => {
      this._onKey(event);
    });
    _bench.changed.connect(this.update, this);
    this.update();
  }

  update(): void {
    this._grid.classList.toggle('kl-mod-readOnly', !this._bench.live);
    this._toolbar.update();
    this._palette.update();
    this._diagram.update();
    this._form.update();
    this._code.update(this._insert !== null && this._bench.live);
    if (this._bench.selected !== this._revealed && this._diagram.reveal()) {
      this._revealed = this._bench.selected;
    }
  }

  /** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y), but in the code, which has an undo of its own. */
  private _onKey(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    const isCode = event.target instanceof HTMLTextAreaElement;
    if (isCode || event.altKey || !(event.ctrlKey || event.metaKey)) {
      return;
    }
    if (key === 'z') {
      event.preventDefault();
      this._bench[event.shiftKey ? 'redo' : 'undo']();
    } else if (key === 'y') {
      event.preventDefault();
      this._bench.redo();
    }
  }
}
