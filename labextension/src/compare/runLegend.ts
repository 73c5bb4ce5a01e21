/** The legend of an overlay: a button a run, to show it or to hide it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from '../dom';
import { formatNumber } from '../format';
import { applyLook, runLook, swatch } from './look';
import type { CompareState } from './state';

/** Names the runs that pass the filter; with the pointer in a chart, their values there, too. */
export class RunLegend {
  readonly node: HTMLElement;
  private readonly _items = new Map<string, HTMLButtonElement>();

  constructor(
    private readonly _state: CompareState,
    trans: TranslationBundle
  ) {
    this.node = element('div', {
      class: 'kl-Legend kl-RunLegend',
      role: 'group',
      'aria-label': trans.__('Runs')
    });
  }

  update(): void {
    const { bundle, passing } = this._state;
    const shown = passing.filter(run => run.series.length > 0);
    const items = shown.map(run => {
      const item = this._items.get(run.id) ?? this._make(run.id);
      setText(item.children[1] as Node, run.label);
      item.setAttribute('aria-label', run.label);
      item.setAttribute('aria-pressed', String(!this._state.isHidden(run.id)));
      applyLook(item.children[0] as Element, runLook(bundle.runs.indexOf(run)));
      return item;
    });
    if (
      items.some((item, i) => item !== this.node.children[i]) ||
      items.length !== this.node.childElementCount
    ) {
      this.node.replaceChildren(...items);
    }
    this.point();
  }

  /** Marks the run that is pointed at. */
  point(): void {
    for (const [id, item] of this._items) {
      item.classList.toggle('kl-mod-pointed', id === this._state.pointed);
    }
  }

  /** Shows a value beside each name, by ids; null: none. */
  showValues(values: Map<string, number | null> | null): void {
    for (const [id, item] of this._items) {
      const value = values?.get(id);
      setText(item.children[2] as Node, value === undefined ? '' : formatNumber(value));
    }
  }

  private _make(id: string): HTMLButtonElement {
    const item = button('', '', () => {
      this._state.show([id], this._state.isHidden(id));
    });
    item.classList.add('kl-Legend-item');
    item.append(swatch(), element('span'), element('span', { class: 'kl-Legend-value' }));
    item.addEventListener('pointerenter', () => {
      this._state.pointed = id;
    });
    item.addEventListener('pointerleave', () => {
      this._state.pointed = null;
    });
    this._items.set(id, item);
    return item;
  }
}
