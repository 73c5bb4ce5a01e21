/** Values of runs in a table: as text, and in order. */

import { formatNumber } from '../format';
import type { Item } from '../protocol';

/** The value as people read it; nothing where there is none. */
export function itemText(item: Item): string {
  if (item === null) {
    return '';
  }
  return typeof item === 'number' ? formatNumber(item) : String(item);
}

/** Numbers by size, texts by the alphabet (numbers in them by size), numbers first. */
export function compareItems(a: Item, b: Item): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a - b;
  }
  if (typeof a === 'number' || typeof b === 'number') {
    return typeof a === 'number' ? -1 : 1;
  }
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** The rows sorted by what `value` says of them, the other way round if `descending`; those without a value come last. */
export function sorted<Row>(rows: Row[], value: (row: Row) => Item, descending: boolean): Row[] {
  return rows
    .map(row => ({ row, item: value(row) }))
    .sort((a, b) => {
      if (a.item === null || b.item === null) {
        return Number(a.item === null) - Number(b.item === null);
      }
      return compareItems(a.item, b.item) * (descending ? -1 : 1);
    })
    .map(({ row }) => row);
}

/** The best of the values; null where there are no two different ones. */
export function bestItem(items: Item[], better: 'more' | 'less'): number | null {
  const numbers = items.filter(item => typeof item === 'number');
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return low < high ? (better === 'more' ? high : low) : null;
}
