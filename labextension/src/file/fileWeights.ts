/** The weights of a file: names and shapes, and on demand their numbers. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import { numberCells, numberHeads, shapeText } from '../layer/distributions';
import type { StoredNumbers, StoredWeight } from '../protocol';

/** Numbers in a file up to which they are looked at without being asked to. */
const SMALL = 50_000_000;

/** A table, group by group. */
export class FileWeights {
  readonly node = element('section', { class: 'kl-FileWeights' });
  private readonly _note = element('p', { class: 'kl-Pane-text', role: 'status' });
  private readonly _box = element('div', { class: 'kl-Distributions-box' });

  constructor(
    private readonly _weights: StoredWeight[],
    leftOut: boolean,
    private readonly _ask: () => Promise<StoredNumbers[]>,
    private readonly _trans: TranslationBundle
  ) {
    const heading = element('h4', {}, _trans.__('Weights'));
    this.node.append(heading, this._note, this._box);
    if (leftOut) {
      const text = _trans.__('These are the first %1; there are more.', String(_weights.length));
      heading.after(element('p', { class: 'kl-Pane-text' }, text));
    }
    this._box.append(this._table(new Map()));
    if (_weights.length === 0) {
      this._box.replaceChildren();
      this._note.textContent = _trans.__('There are none.');
    } else if (_weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0) <= SMALL) {
      void this._look();
    } else {
      const text = _trans.__('Look at the numbers');
      this._note.append(button(text, text, () => void this._look()));
    }
  }

  private async _look(): Promise<void> {
    this._note.textContent = this._trans.__('Looking at the numbers…');
    try {
      const found = await this._ask();
      this._note.textContent = '';
      this._box.replaceChildren(this._table(new Map(found.map(each => [each.path, each]))));
    } catch (error) {
      this._note.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  private _table(found: Map<string, StoredNumbers>): HTMLElement {
    const withBad = [...found.values()].some(({ numbers }) => (numbers?.bad ?? 0) > 0);
    const more = found.size > 0 ? numberHeads(withBad, this._trans) : [];
    const heads = [this._trans.__('Weight'), this._trans.__('Shape'), ...more];
    const body = element('tbody');
    let group = '';
    for (const weight of this._weights) {
      const [inside, name] = parted(weight.name);
      if (inside !== group) {
        group = inside;
        const cell = element('th', { colspan: heads.length, scope: 'rowgroup' }, inside);
        body.append(element('tr', { class: 'kl-mod-group' }, cell));
      }
      body.append(this._row(weight, name, found.get(weight.path), more.length, withBad));
    }
    const head = element('tr', {}, ...heads.map(text => element('th', {}, text)));
    return element('table', { class: 'kl-Distributions' }, element('thead', {}, head), body);
  }

  private _row(
    weight: StoredWeight,
    name: string,
    found: StoredNumbers | undefined,
    columns: number,
    withBad: boolean
  ): HTMLElement {
    const problem = weight.problem ?? found?.problem ?? null;
    const shape = weight.problem === null ? shapeText(weight.shape) : '';
    const row = element(
      'tr',
      {},
      element('th', { scope: 'row', title: weight.path }, name),
      element('td', {}, shape, ' ', element('small', {}, weight.dtype))
    );
    if (problem !== null) {
      row.append(
        element('td', { colspan: Math.max(columns, 1), class: 'kl-mod-problem' }, problem)
      );
    } else if (found?.numbers) {
      row.append(...numberCells(found.numbers, withBad, this._trans));
    }
    return row;
  }
}

/** The group that a weight is in, and its name there. */
function parted(name: string): [string, string] {
  const end = name.lastIndexOf('/');
  return end < 0 ? ['', name] : [name.slice(0, end), name.slice(end + 1)];
}

function sizeOf(shape: number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
