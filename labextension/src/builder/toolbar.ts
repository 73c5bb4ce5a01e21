/** Above the drawing: undo, redo, the model's name, and how it stands. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from '../dom';
import { formatCount } from '../format';
import type { Workbench } from './workbench';

export class Toolbar {
  readonly node: HTMLElement;
  private readonly _undo: HTMLButtonElement;
  private readonly _redo: HTMLButtonElement;
  private readonly _name: HTMLInputElement;
  private readonly _status = element('span', { class: 'kl-Builder-status', role: 'status' });

  constructor(
    private readonly _bench: Workbench,
    private readonly _trans: TranslationBundle
  ) {
    this._undo = button('↶', _trans.__('Undo (Ctrl+Z)'), () => {
      _bench.undo();
    });
    this._redo = button('↷', _trans.__('Redo (Ctrl+Shift+Z)'), () => {
      _bench.redo();
    });
    this._name = element('input', {
      type: 'text',
      class: 'kl-Builder-name',
      spellcheck: 'false',
      placeholder: _trans.__('Name of the model'),
      'aria-label': _trans.__('Name of the model')
    });
    this._name.addEventListener('input', () => {
      const name = this._name.value.trim();
      _bench.apply({ ..._bench.document, name }, _bench.selected, 'name');
    });
    this.node = element(
      'header',
      { class: 'kl-Builder-head' },
      element('div', { class: 'kl-Builder-tools' }, this._undo, this._redo),
      this._name,
      this._status
    );
  }

  update(): void {
    const bench = this._bench;
    this._undo.disabled = !bench.live || !bench.history.canUndo;
    this._redo.disabled = !bench.live || !bench.history.canRedo;
    this._name.disabled = !bench.live;
    if (this._name.value.trim() !== bench.document.name) {
      this._name.value = bench.document.name;
    }
    const wrong = Boolean(bench.complaint || bench.check.error || this._faulty);
    this._status.classList.toggle('kl-mod-wrong', wrong);
    setText(this._status, this._text());
  }

  private get _faulty(): number {
    return this._bench.check.nodes.filter(state => state.error).length;
  }

  private _text(): string {
    const { check, complaint, live } = this._bench;
    const trans = this._trans;
    if (complaint || check.error) {
      return complaint || (check.error ?? '');
    }
    if (this._faulty > 0) {
      return trans.__('To be mended: %1', String(this._faulty));
    }
    const counts = check.complete
      ? `${check.kind} · ${trans.__('%1 parameters', formatCount(check.parameters))}`
      : '';
    const gone = live ? '' : trans.__('read-only: no kernel with Keras Lab');
    return [counts, gone].filter(Boolean).join(' · ');
  }
}
