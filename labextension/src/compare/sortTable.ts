/** A table of runs: sorted by any column, each run to be ticked, the best values marked. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, keepKeys, setLabel, setText } from '../dom';
import type { Better, Item } from '../protocol';
import { bestItem, itemText, sorted } from './items';

/** A column: what it is called, its values, and how they are shown. */
export interface TableColumn<Row> {
  key: string;
  title: string;
  value: (row: Row) => Item;
  text?: (row: Row) => string;
  /** Something to stand before the text. */
  mark?: (row: Row, before: Element | null) => Element;
  better?: Better | null;
}

/** What people do with a table. */
export interface TableEvents {
  onTick: (ids: string[], ticked: boolean) => void;
  onPoint: (id: string | null) => void;
}

/** Which rows are ticked, and which one is pointed at. */
export interface TableLook {
  ticked: (id: string) => boolean;
  pointed: string | null;
}

/** Shows rows; they are changed in place, so that a focus stays. */
export class SortTable<Row extends { id: string }> {
  readonly node: HTMLElement;
  private readonly _head = element('tr');
  private readonly _body = element('tbody');
  private readonly _all: HTMLInputElement;
  private readonly _lines = new Map<string, HTMLTableRowElement>();
  private _columns: TableColumn<Row>[] = [];
  private _rows: Row[] = [];
  private _sort: { key: string; descending: boolean } | null = null;
  private _look: TableLook = { ticked: () => false, pointed: null };

  constructor(
    label: string,
    private readonly _tickLabel: (name: string) => string,
    private readonly _trans: TranslationBundle,
    private readonly _events: TableEvents
  ) {
    this._all = this._checkbox(_trans.__('All runs'), ticked => {
      _events.onTick(
        this._rows.map(row => row.id),
        ticked
      );
    });
    const table = element('table', { 'aria-label': label });
    table.append(element('thead', {}, this._head), this._body);
    this.node = element('div', { class: 'kl-SortTable' }, table);
    this._body.addEventListener('pointerleave', () => {
      _events.onPoint(null);
    });
  }

  /** Shows these rows. */
  update(columns: TableColumn<Row>[], rows: Row[], look: TableLook): void {
    const same = columns.map(({ key }) => key).join('\n') === this._keys();
    this._columns = columns;
    this._rows = rows;
    this._look = look;
    if (!same) {
      this._makeHead();
    }
    this._draw();
  }

  /** Marks the row that is pointed at. */
  point(id: string | null): void {
    this._look = { ...this._look, pointed: id };
    for (const [key, line] of this._lines) {
      line.classList.toggle('kl-mod-pointed', key === id);
    }
  }

  private _keys(): string {
    return this._columns.map(({ key }) => key).join('\n');
  }

  private _makeHead(): void {
    const cells = this._columns.map(column => {
      const sort = button('', this._trans.__('Sort by %1', column.title), () => {
        this._sortBy(column);
      });
      sort.append(element('span', {}, column.title), element('span', { class: 'kl-Sort-arrow' }));
      return element('th', { scope: 'col' }, sort);
    });
    this._head.replaceChildren(element('th', { class: 'kl-Tick' }, this._all), ...cells);
  }

  /** By this column, the best or the smallest first; once more: the other way round. */
  private _sortBy({ key, better }: TableColumn<Row>): void {
    const again = this._sort?.key === key;
    this._sort = { key, descending: again ? !this._sort?.descending : better === 'more' };
    this._draw();
  }

  private _draw(): void {
    const column = this._columns.find(({ key }) => key === this._sort?.key);
    const rows = column
      ? sorted(this._rows, column.value, this._sort?.descending ?? false)
      : this._rows;
    this._drawHead();
    const best = this._columns.map(({ better, value }) =>
      better ? bestItem(this._rows.map(value), better) : null
    );
    const lines = rows.map(row => this._line(row, best));
    if (
      lines.some((line, i) => line !== this._body.children[i]) ||
      lines.length !== this._body.childElementCount
    ) {
      this._body.replaceChildren(...lines);
    }
    const ticked = rows.filter(row => this._look.ticked(row.id)).length;
    this._all.checked = ticked > 0 && ticked === rows.length;
    this._all.indeterminate = ticked > 0 && ticked < rows.length;
  }

  private _drawHead(): void {
    this._columns.forEach(({ key }, i) => {
      const cell = this._head.children[i + 1];
      const order =
        this._sort?.key !== key ? 'none' : this._sort.descending ? 'descending' : 'ascending';
      cell?.setAttribute('aria-sort', order);
      const arrow = cell?.querySelector('.kl-Sort-arrow');
      if (arrow) {
        setText(arrow, { none: '', ascending: '▲', descending: '▼' }[order]);
      }
    });
  }

  private _line(row: Row, best: (number | null)[]): HTMLTableRowElement {
    const line = this._lines.get(row.id) ?? this._makeLine(row.id);
    const count = this._columns.length + 1;
    while (line.childElementCount > count) {
      line.lastElementChild?.remove();
    }
    while (line.childElementCount < count) {
      line.append(element('td'));
    }
    this._columns.forEach((column, i) => {
      this._fill(line.children[i + 1] as HTMLElement, column, row, best[i] ?? null);
    });
    const tick = line.querySelector('input');
    if (tick) {
      tick.checked = this._look.ticked(row.id);
      const first = this._columns[0];
      setLabel(tick, this._tickLabel(first ? itemText(first.value(row)) : row.id));
    }
    line.classList.toggle('kl-mod-pointed', row.id === this._look.pointed);
    return line;
  }

  private _fill(cell: HTMLElement, column: TableColumn<Row>, row: Row, best: number | null): void {
    const value = column.value(row);
    const text = column.text?.(row) ?? itemText(value);
    const isBest = best !== null && value === best;
    cell.classList.toggle('kl-mod-number', typeof value === 'number');
    cell.classList.toggle('kl-mod-best', isBest);
    if (!column.mark) {
      setText(cell, text);
    } else {
      const mark = column.mark(row, cell.firstElementChild);
      if (mark !== cell.firstElementChild) {
        cell.replaceChildren(mark, element('span'));
      }
      setText(cell.lastElementChild as Node, text);
    }
    cell.title = isBest ? this._trans.__('the best') : text.length > 24 ? text : '';
  }

  private _makeLine(id: string): HTMLTableRowElement {
    const tick = this._checkbox('', ticked => {
      this._events.onTick([id], ticked);
    });
    const line = element('tr', {}, element('td', { class: 'kl-Tick' }, tick));
    line.addEventListener('pointerenter', () => {
      this._events.onPoint(id);
    });
    tick.addEventListener('focus', () => {
      this._events.onPoint(id);
    });
    this._lines.set(id, line);
    return line;
  }

  private _checkbox(label: string, onChange: (ticked: boolean) => void): HTMLInputElement {
    const box = element('input', { type: 'checkbox', 'aria-label': label });
    keepKeys(box);
    box.addEventListener('change', () => {
      onChange(box.checked);
    });
    return box;
  }
}
