import { describe, expect, it } from 'vitest';

import { formatMemory, formatFlops, formatTime } from '../src/format';
import { curve } from '../src/graph/drawing';
import { nearest } from '../src/graph/nearest';
import { matches } from '../src/graph/search';
import { within } from '../src/graph/viewport';
import type { GraphNode } from '../src/protocol';

function node(id: string, x: number, y: number, type = 'Dense'): GraphNode {
  const rest = { label: id, note: '', family: 'core', kind: 'call', open: false } as const;
  return { id, layer: null, x, y, width: 100, height: 40, type, ...rest };
}

const [top, left, right, bottom] = [
  node('top', 100, 0),
  node('left', 0, 80, 'Conv2D'),
  node('right', 200, 80),
  node('bottom', 100, 160)
];
const all = [top, left, right, bottom];

describe('the arrow keys', () => {
  it('go to the next box in their direction', () => {
    expect(nearest(left, all, 'ArrowRight')).toBe(right);
    expect(nearest(right, all, 'ArrowDown')).toBe(bottom);
    expect(nearest(bottom, all, 'ArrowUp')).toBe(top);
    expect(nearest(bottom, all, 'ArrowDown')).toBeNull();
  });
});

describe('the search', () => {
  it('takes names and types, and all words', () => {
    expect(matches('conv', all)).toEqual([left]);
    expect(matches('dense TOP', all)).toEqual([top]);
    expect(matches('  ', all)).toEqual([]);
  });
});

it('moves a drawing no farther than it must', () => {
  expect(within(0, 20, 50, 200)).toBe(0);
  expect(within(0, 300, 50, 200)).toBe(-162);
  expect(within(-500, 300, 50, 200)).toBe(-288);
  expect(within(0, 300, 500, 200)).toBe(-288);
});

it('draws lines that leave and arrive vertically', () => {
  const points = [
    [10, 0],
    [10, 20],
    [30, 40]
  ];
  expect(curve(points)).toBe('M10 0V20C10 30 30 30 30 40');
});

it('writes costs in few digits', () => {
  expect([0, 999, 12_345, 7_774_915_184, null].map(formatFlops)).toEqual([
    '0',
    '999',
    '12.35 k',
    '7.775 G',
    '?'
  ]);
  expect([0, 184, 1024 * 1024, null].map(formatMemory)).toEqual(['0', '184 B', '1 MB', '?']);
  expect([0, 0.00123, 2.5, null].map(formatTime)).toEqual(['0', '1.23 ms', '2.5 s', '?']);
});
