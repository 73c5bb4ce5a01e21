/** Weights, activations and gradients, layer by layer, in a table. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import { formatNumber } from '../format';
import type { LayerNumbers, NumbersOf, StatisticsLook } from '../protocol';
import { formatShare, histogram } from './parts';

type Part = 'weights' | 'activations' | 'gradients';

interface Row {
  layer: LayerNumbers;
  name: string;
  numbers: NumbersOf;
}

/** Where more units than this are dead, the cell says so. */
const MANY_DEAD = 0.5;

/** Three tables in one place, and buttons to choose among them. */
export class LayersView {
  readonly node = element('div', { class: 'kl-Layers' });
  private readonly _table = element('div', { class: 'kl-Layers-table' });
  private readonly _buttons = new Map<Part, HTMLButtonElement>();
  private _part: Part = 'weights';
  private _look: StatisticsLook | null = null;

  constructor(private readonly _trans: TranslationBundle) {
    const names: Record<Part, string> = {
      weights: _trans.__('Weights'),
      activations: _trans.__('Activations'),
      gradients: _trans.__('Gradients')
    };
    const choice = element('div', { class: 'kl-Look-choice', role: 'group' });
    choice.setAttribute('aria-label', _trans.__('What of the layers'));
    for (const part of ['weights', 'activations', 'gradients'] as const) {
      const made = button(names[part], names[part], () => {
        this._part = part;
        this._draw();
      });
      this._buttons.set(part, made);
      choice.append(made);
    }
    this._table.tabIndex = 0;
    this._table.setAttribute('role', 'region');
    this._table.setAttribute('aria-label', _trans.__('Layers in numbers'));
    this.node.append(choice, this._table);
  }

  update(look: StatisticsLook): void {
    this._look = look;
    this._draw();
  }

  private _draw(): void {
    for (const [part, made] of this._buttons) {
      made.setAttribute('aria-pressed', String(part === this._part));
    }
    const rows = this._rows(this._look?.layers ?? []);
    const trans = this._trans;
    const dead = this._part === 'activations' ? [trans.__('Dead')] : [];
    const heads = [
      trans.__('Layer'),
      trans.__('Mean'),
      trans.__('Std'),
      trans.__('Norm'),
      trans.__('Zeros'),
      ...dead,
      'NaN',
      trans.__('Distribution')
    ];
    const empty = element('p', {}, trans.__('There are none.'));
    const table = element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...heads.map(head => element('th', {}, head)))),
      element('tbody', {}, ...rows.map(row => this._row(row)))
    );
    this._table.replaceChildren(rows.length > 0 ? table : empty);
  }

  private _rows(layers: LayerNumbers[]): Row[] {
    const part = this._part;
    if (part === 'activations') {
      return layers.flatMap(layer =>
        layer.activations ? [{ layer, name: layer.name, numbers: layer.activations }] : []
      );
    }
    return layers.flatMap(layer =>
      layer[part].map(({ name, numbers }) => ({ layer, name: `${layer.name} ${name}`, numbers }))
    );
  }

  private _row({ layer, name, numbers }: Row): HTMLElement {
    const cells = [numbers.mean, numbers.std, numbers.norm].map(value => formatNumber(value));
    const number = (text: string, bad = false): HTMLElement =>
      element('td', { class: `kl-mod-number${bad ? ' kl-mod-bad' : ''}` }, text);
    const dead = layer.dead === null ? '' : formatShare(layer.dead);
    return element(
      'tr',
      {},
      element('th', { scope: 'row', title: layer.type }, name),
      ...cells.map(text => number(text)),
      number(formatShare(numbers.zeros)),
      ...(this._part === 'activations' ? [number(dead, (layer.dead ?? 0) > MANY_DEAD)] : []),
      number(formatShare(numbers.bad), numbers.bad > 0),
      element('td', {}, histogram(numbers, name))
    );
  }
}
