/** The settings in which the runs that are shown differ. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, setText } from '../dom';
import type { Difference } from '../protocol';
import { itemText } from './items';
import { applyLook, runLook, swatch } from './look';
import { section, type Section } from './section';
import type { CompareState } from './state';

/** So many runs fit beside one another. */
const MOST = 12;

/** A table with a row for each setting, and a column for each run; drawn only while it is unfolded. */
export class DifferencesView {
  readonly node: HTMLElement;
  private readonly _section: Section;
  private readonly _more = element('p', { class: 'kl-Compare-note' });
  private readonly _table = element('table');

  constructor(
    private readonly _state: CompareState,
    private readonly _trans: TranslationBundle
  ) {
    this._section = section(_trans.__('Configuration'), () => {
      this.update();
    });
    const scroller = element('div', { class: 'kl-SortTable' }, this._table);
    this._section.body.append(scroller, this._more);
    this.node = this._section.node;
  }

  update(): void {
    const { bundle } = this._state;
    const runs = this._state.passing.filter(run => !this._state.isHidden(run.id));
    const places = runs.map(run => bundle.runs.indexOf(run));
    const found = bundle.differences.filter(each => differs(each, places));
    this.node.hidden = bundle.differences.length === 0;
    setText(this._section.count, String(found.length));
    if (!this._section.node.open) {
      return;
    }
    const shown = places.slice(0, MOST);
    const head = shown.map(place => {
      const mark = swatch();
      applyLook(mark, runLook(place));
      return element('th', { scope: 'col' }, mark, ' ', bundle.runs[place]?.label ?? '');
    });
    const rows = found.map(each => this._row(each, shown));
    const names = element('th', { scope: 'col' }, this._trans.__('Setting'));
    this._table.replaceChildren(
      element('thead', {}, element('tr', {}, names, ...head)),
      element('tbody', {}, ...rows)
    );
    setText(this._more, this._note(places.length, found.length));
  }

  private _note(runs: number, found: number): string {
    if (runs < 2 || found === 0) {
      return this._trans.__('The runs shown are configured alike.');
    }
    const more =
      runs > MOST ? [this._trans.__('%1 more runs are not shown here.', runs - MOST)] : [];
    const cut = this._state.bundle.cut
      ? [this._trans.__('There are more differences than fit into a notebook.')]
      : [];
    return [...more, ...cut].join(' ');
  }

  private _row({ name, values }: Difference, places: number[]): HTMLElement {
    const first = values[places[0] ?? 0];
    const cells = places.map(place => {
      const value = values[place] ?? null;
      const cell = element('td', {}, itemText(value) || '–');
      cell.classList.toggle('kl-mod-different', value !== first);
      return cell;
    });
    return element('tr', {}, element('th', { scope: 'row' }, name), ...cells);
  }
}

function differs({ values }: Difference, places: number[]): boolean {
  return new Set(places.map(place => values[place] ?? null)).size > 1;
}
