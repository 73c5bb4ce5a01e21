/** Filters as people type them: `lr>0.01 name~conv status=done|failed`. All parts have to hold. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Item } from '../protocol';
import { itemText } from './items';

/** Reads the value of a row in a column. */
export type Read = (column: string) => Item;
/** Whether a row, read by `read`, is to be seen. */
export type Filter = (read: Read) => boolean;

type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=' | '~' | '!~';

const TERM =
  /\s*(?:("[^"]*"|[^\s"~<>=!]+)\s*(<=|>=|!=|!~|<|>|=|~)\s*("[^"]*"|[^\s"]+)|("[^"]*"|[^\s"~<>=!]+)(?=\s|$))/y;

/**
 * The filter that `text` says; throws an error for people where it says none.
 *
 * A part is a column, an operator and a value, or a word that stands in any column; `|` separates alternatives, and
 * what contains blanks is put in quotes (of a column, `_` will do).
 */
export function parseFilter(text: string, columns: string[], trans: TranslationBundle): Filter {
  const parts: Filter[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.trimEnd().length) {
    const start = TERM.lastIndex;
    const found = TERM.exec(text);
    if (!found) {
      throw new Error(trans.__('“%1” is no filter: lr>0.01 name~conv', text.slice(start).trim()));
    }
    const [, name, operator, value, word] = found;
    parts.push(
      name !== undefined
        ? condition(unquoted(name), operator as Operator, unquoted(value ?? ''), columns, trans)
        : anywhere(unquoted(word ?? ''), columns)
    );
  }
  return read => parts.every(part => part(read));
}

/** The column that is called so, or the only one whose name begins so. */
export function findColumn(name: string, columns: string[]): string | null {
  const wanted = plain(name);
  const exact = columns.find(column => plain(column) === wanted);
  const beginning = columns.filter(column => plain(column).startsWith(wanted));
  return exact ?? (beginning.length === 1 ? (beginning[0] ?? null) : null);
}

function condition(
  name: string,
  operator: Operator,
  value: string,
  columns: string[],
  trans: TranslationBundle
): Filter {
  const column = findColumn(name, columns);
  if (column === null) {
    throw new Error(trans.__('There is no column “%1”. There are: %2', name, columns.join(', ')));
  }
  const number = Number(value);
  if (operator.startsWith('<') || operator.startsWith('>')) {
    if (!Number.isFinite(number)) {
      throw new Error(trans.__('“%1” wants a number, not “%2”', name + operator, value));
    }
    return read => compareTo(read(column), operator, number);
  }
  const choices = value.split('|');
  const test = operator.endsWith('~') ? contains : equals;
  const wanted = !operator.startsWith('!');
  return read => choices.some(choice => test(read(column), choice)) === wanted;
}

function anywhere(word: string, columns: string[]): Filter {
  return read => columns.some(column => contains(read(column), word));
}

function compareTo(item: Item, operator: Operator, number: number): boolean {
  if (typeof item !== 'number') {
    return false;
  }
  const difference = item - number;
  return (
    (operator.endsWith('=') && equals(item, String(number))) ||
    (operator.startsWith('<') ? difference < 0 : difference > 0)
  );
}

function equals(item: Item, text: string): boolean {
  if (typeof item === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) {
    return Math.abs(item - Number(text)) <= 1e-9 * Math.abs(item);
  }
  return itemText(item).toLowerCase() === text.toLowerCase();
}

function contains(item: Item, text: string): boolean {
  return itemText(item).toLowerCase().includes(text.toLowerCase());
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(' ', '_');
}
