/** A confusion matrix: true classes in rows, predicted ones in columns. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';
import { formatCount } from '../format';
import type { ConfusionLook } from '../protocol';
import { facts, formatShare } from './parts';

/** Cells are as strong as their share of the row, right ones blue and wrong ones red. */
export class ConfusionView {
  readonly node = element('div', { class: 'kl-Confusion' });
  private readonly _table = element('div', { class: 'kl-Confusion-table' });
  private readonly _facts = element('div', { class: 'kl-Confusion-facts' });

  constructor(private readonly _trans: TranslationBundle) {
    this._table.tabIndex = 0;
    this._table.setAttribute('role', 'region');
    this._table.setAttribute('aria-label', _trans.__('Confusion matrix'));
    this.node.append(this._table, this._facts);
  }

  update(look: ConfusionLook): void {
    const trans = this._trans;
    const heads = look.classes.map(name => element('th', { scope: 'col', title: name }, name));
    const corner = element('td', {}, trans.__('true ↓ predicted →'));
    const rows = look.counts.map((counts, truth) => this._row(look, counts, truth));
    this._table.replaceChildren(
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, corner, ...heads)),
        element('tbody', {}, ...rows)
      )
    );
    const known: [string, string][] = [[trans.__('accuracy'), formatShare(look.accuracy)]];
    if (look.others > 0) {
      known.push(['…', trans.__('%1 more classes', look.others)]);
    }
    this._facts.replaceChildren(facts(known), ...this._mistakes(look));
  }

  private _row(look: ConfusionLook, counts: number[], truth: number): HTMLElement {
    const name = look.classes[truth] ?? '';
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, taken) => {
      const share = count / Math.max(1, total);
      const text = this._trans.__('%1 taken for %2: %3', name, look.classes[taken] ?? '', count);
      const cell = element('td', { title: text }, count === 0 ? '' : formatCount(count));
      cell.classList.toggle('kl-mod-right', truth === taken);
      cell.classList.toggle('kl-mod-strong', share >= 0.5);
      cell.style.setProperty('--kl-share', `${Math.round(strength(share))}%`);
      return cell;
    });
    return element('tr', {}, element('th', { scope: 'row', title: name }, name), ...cells);
  }

  private _mistakes(look: ConfusionLook): HTMLElement[] {
    if (look.mistakes.length === 0) {
      return [];
    }
    const items = look.mistakes.map(({ truth, taken, count }) =>
      element('li', {}, this._trans.__('%1 taken for %2: %3', truth, taken, count))
    );
    return [
      element('div', { class: 'kl-Look-title' }, this._trans.__('Most often mistaken')),
      element('ol', {}, ...items)
    ];
  }
}

/** How strong a colour is, in per cent: never in between, where neither dark nor light text could be read on it. */
function strength(share: number): number {
  return share < 0.5 ? 84 * Math.sqrt(share) : 70 + 30 * share;
}
