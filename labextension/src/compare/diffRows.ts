/** The lines of a difference as rows of a table, one below the other or side by side. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import { commonEnds, sideBySide, type DiffLine, type Hunk } from './lineDiff';

/** A part of a difference; lines that are the same are folded up behind a button. */
export function diffRows(hunk: Hunk, wide: boolean, trans: TranslationBundle): HTMLElement {
  const body = element('tbody');
  const unfold = (): void => {
    body.replaceChildren(...(wide ? besideRows(hunk.lines) : belowRows(hunk.lines)));
  };
  if (hunk.same) {
    const text = trans.__('%1 equal lines', hunk.lines.length);
    const cell = element('td', { colspan: wide ? 4 : 3 }, button(`⋯ ${text}`, text, unfold));
    body.append(element('tr', { class: 'kl-Code-fold' }, cell));
  } else {
    unfold();
  }
  return body;
}

function belowRows(lines: DiffLine[]): HTMLElement[] {
  const partners = new Map<DiffLine, DiffLine>();
  for (const [left, right] of sideBySide(lines)) {
    if (left && right) {
      partners.set(left, right).set(right, left);
    }
  }
  return lines.map(line =>
    element(
      'tr',
      {},
      number(line.left),
      number(line.right),
      codeCell(line, partners.get(line) ?? null)
    )
  );
}

function besideRows(lines: DiffLine[]): HTMLElement[] {
  return sideBySide(lines).map(([left, right]) =>
    element(
      'tr',
      {},
      number(left?.left ?? null),
      codeCell(left, right),
      number(right?.right ?? null),
      codeCell(right, left)
    )
  );
}

function number(value: number | null): HTMLElement {
  return element('td', { class: 'kl-Code-number' }, value === null ? '' : String(value));
}

/** The line with a sign; where it stands for `other`, what differs is marked. */
function codeCell(line: DiffLine | null, other: DiffLine | null): HTMLElement {
  if (!line) {
    return element('td', { class: 'kl-Code-none' });
  }
  const sign = { same: ' ', removed: '−', added: '+' }[line.kind];
  const cell = element('td', { class: `kl-Code-${line.kind}` }, `${sign} `);
  if (line.kind === 'same' || !other || other === line) {
    cell.append(line.text);
    return cell;
  }
  const { before, after } = commonEnds(line.text, other.text);
  const end = line.text.length - after;
  cell.append(line.text.slice(0, before));
  if (end > before) {
    cell.append(element('mark', {}, line.text.slice(before, end)));
  }
  cell.append(line.text.slice(end));
  return cell;
}
