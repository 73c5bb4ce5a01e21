/** What differs between two texts, line by line. */

/** A line of either text or of both; `left` and `right` are its numbers there, counted from 1. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  left: number | null;
  right: number | null;
}

/** Lines that differ, or lines that are the same, too many of them to be of interest. */
export interface Hunk {
  same: boolean;
  lines: DiffLine[];
}

/** Products of lengths beyond which no longest common part is sought. */
const MOST = 4_000_000;
/** Products of numbers of lines beyond which no partners are sought. */
const MOST_PAIRED = 40_000;
/** Lines around a difference that are shown with it. */
const CONTEXT = 2;

/** The lines of both texts in order: removed ones before the added ones that stand in their place. */
export function diffLines(left: string, right: string): DiffLine[] {
  const [a, b] = [left.split('\n'), right.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start++;
  }
  let end = 0;
  while (
    end < Math.min(a.length, b.length) - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end++;
  }
  const lines: DiffLine[] = [];
  const same = (i: number, j: number): void => {
    lines.push({ kind: 'same', text: a[i] ?? '', left: i + 1, right: j + 1 });
  };
  for (let i = 0; i < start; i++) {
    same(i, i);
  }
  middle(a.slice(start, a.length - end), b.slice(start, b.length - end), start, lines);
  for (let i = end; i > 0; i--) {
    same(a.length - i, b.length - i);
  }
  return lines;
}

/** The differences with a little around them, and what lies between them. */
export function hunks(lines: DiffLine[]): Hunk[] {
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(line => line.kind !== 'same')
  );
  const found: Hunk[] = [];
  lines.forEach((line, i) => {
    const same = !near[i];
    const last = found.at(-1);
    if (last?.same === same) {
      last.lines.push(line);
    } else {
      found.push({ same, lines: [line] });
    }
  });
  return found;
}

/** Lines beside one another: those that were removed beside those most alike that were added in their place. */
export function sideBySide(lines: DiffLine[]): [DiffLine | null, DiffLine | null][] {
  const pairs: [DiffLine | null, DiffLine | null][] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    pairs.push(...paired(removed, added));
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'same') {
      flush();
      pairs.push([line, line]);
    } else {
      (line.kind === 'removed' ? removed : added).push(line);
    }
  }
  flush();
  return pairs;
}

/** Where two lines differ: how many characters are the same before it and after it. */
export function commonEnds(a: string, b: string): { before: number; after: number } {
  const least = Math.min(a.length, b.length);
  let before = 0;
  while (before < least && a[before] === b[before]) {
    before++;
  }
  let after = 0;
  while (after < least - before && a[a.length - 1 - after] === b[b.length - 1 - after]) {
    after++;
  }
  return { before, after };
}

/** In the order of both, so that the pairs are as much alike as can be; lines that have no partner stand alone. */
function paired(removed: DiffLine[], added: DiffLine[]): [DiffLine | null, DiffLine | null][] {
  const best = likeness(removed, added);
  const pairs: [DiffLine | null, DiffLine | null][] = [];
  let [i, j] = [0, 0];
  while (i < removed.length || j < added.length) {
    const [left, right] = [removed[i] ?? null, added[j] ?? null];
    const rest = best[i]?.[j] ?? 0;
    if (left && right && rest > (best[i + 1]?.[j] ?? 0) && rest > (best[i]?.[j + 1] ?? 0)) {
      pairs.push([left, right]);
      i++;
      j++;
    } else if (left && (!right || (best[i + 1]?.[j] ?? 0) >= rest)) {
      pairs.push([left, null]);
      i++;
    } else {
      pairs.push([null, right]);
      j++;
    }
  }
  return pairs;
}

/** How much alike the rests of both from i and j on can be made by pairing lines. */
function likeness(removed: DiffLine[], added: DiffLine[]): number[][] {
  const table = Array.from({ length: removed.length + 1 }, () =>
    new Array<number>(added.length + 1).fill(0)
  );
  if (removed.length * added.length > MOST_PAIRED) {
    return table;
  }
  for (let i = removed.length - 1; i >= 0; i--) {
    for (let j = added.length - 1; j >= 0; j--) {
      const both =
        (table[i + 1]?.[j + 1] ?? 0) + alike(removed[i]?.text ?? '', added[j]?.text ?? '');
      (table[i] ?? [])[j] = Math.max(both, table[i + 1]?.[j] ?? 0, table[i]?.[j + 1] ?? 0);
    }
  }
  return table;
}

/** The share of two lines that is the same at their ends; 0 where it is too little to speak of. */
function alike(a: string, b: string): number {
  const { before, after } = commonEnds(a.trim(), b.trim());
  const share = (before + after) / Math.max(a.trim().length, b.trim().length, 1);
  return share >= 0.4 ? share : 0;
}

/** The lines of two texts that begin and end differently, by their longest common subsequence. */
function middle(a: string[], b: string[], offset: number, lines: DiffLine[]): void {
  const common = a.length * b.length <= MOST ? commonLengths(a, b) : null;
  const length = (i: number, j: number): number => common?.[i]?.[j] ?? 0;
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [offset + i + 1, offset + j + 1];
    if (common && i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i++] ?? '', left, right });
      j++;
    } else if (i < a.length && (j >= b.length || length(i + 1, j) >= length(i, j + 1))) {
      lines.push({ kind: 'removed', text: a[i++] ?? '', left, right: null });
    } else {
      lines.push({ kind: 'added', text: b[j++] ?? '', left: null, right });
    }
  }
}

/** How many lines the rests of both from i and j on have in common. */
function commonLengths(a: string[], b: string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const [row, next] = [table[i], table[i + 1]];
    for (let j = b.length - 1; row && next && j >= 0; j--) {
      row[j] = a[i] === b[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}
