import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { brushed, chooseColumns, makeAxis, moved, within } from '../src/compare/axis';
import { curveOf, secondsAt } from '../src/compare/curves';
import { findColumn, parseFilter } from '../src/compare/filter';
import { bestItem, sorted } from '../src/compare/items';
import { commonEnds, diffLines, hunks, sideBySide } from '../src/compare/lineDiff';
import { runLook } from '../src/compare/look';
import type { Item } from '../src/protocol';
import { comparedRun } from './fakes';

const trans = nullTranslator.load('keras_lab');

describe('a filter', () => {
  const rows: Record<string, Item>[] = [
    { name: 'conv net', lr: 0.1, status: 'done', 'best val_loss': 0.31 },
    { name: 'dense', lr: 0.001, status: 'failed', 'best val_loss': null }
  ];
  const columns = Object.keys(rows[0] ?? {});
  const passing = (text: string): number[] => {
    const filter = parseFilter(text, columns, trans);
    return rows.flatMap((row, i) => (filter(name => row[name] ?? null) ? [i] : []));
  };

  it.each([
    ['', [0, 1]],
    ['lr>0.01', [0]],
    ['lr <= 1e-3', [1]],
    ['lr>=0.1 lr<=0.1', [0]],
    ['lr=0.10', [0]],
    ['lr!=0.1', [1]],
    ['name~CONV', [0]],
    ['name!~conv', [1]],
    ['status=done|failed', [0, 1]],
    ['status!=done|failed', []],
    ['best_val_loss<0.4', [0]],
    ['"best val_loss"<0.4', [0]],
    ['best>0', [0]],
    ['name="conv net"', [0]],
    ['dense', [1]],
    ['"conv n" done', [0]]
  ])('%s', (text, wanted) => {
    expect(passing(text)).toEqual(wanted);
  });

  it.each([
    ['lrr>1', 'There is no column “lrr”. There are: name, lr, status, best val_loss'],
    ['lr>fast', '“lr>” wants a number, not “fast”'],
    ['dense lr>', '“lr>” is no filter'],
    ['>3', '“>3” is no filter']
  ])('that is none says why: %s', (text, message) => {
    expect(() => parseFilter(text, columns, trans)).toThrow(message);
  });

  it('finds a column by the beginning of its name if there is only one', () => {
    expect(findColumn('stat', columns)).toBe('status');
    expect(findColumn('l', ['lr', 'loss'])).toBeNull();
  });
});

it('sorts numbers by size, texts as people do, and puts what is missing last', () => {
  const by = (items: Item[], descending = false): Item[] => sorted(items, item => item, descending);
  expect(by([10, 9, null, 0.5])).toEqual([0.5, 9, 10, null]);
  expect(by([10, 9, null, 0.5], true)).toEqual([10, 9, 0.5, null]);
  expect(by(['run 10', 'run 9'])).toEqual(['run 9', 'run 10']);
});

it('knows the best value where there is one', () => {
  expect(bestItem([3, null, 1], 'less')).toBe(1);
  expect(bestItem([3, null, 1], 'more')).toBe(3);
  expect(bestItem([3, 3], 'more')).toBeNull();
});

describe('an axis', () => {
  it('is logarithmic where values lie far apart, even where they are texts', () => {
    expect(makeAxis(0, 'lr', [0.1, 0.001, 0.01, 0.1]).places.map(p => p.toFixed(2))).toEqual([
      '0.00',
      '0.50',
      '1.00'
    ]);
    expect(makeAxis(0, 'units', [64, 32, 48]).places).toEqual([0, 0.5, 1]);
    expect(makeAxis(0, 'act', ['tanh', 'relu', null]).places).toEqual([0, 1]);
    expect(makeAxis(0, 'one', [5]).places).toEqual([0.5]);
  });

  it('is brushed by dragging and by keys', () => {
    const axis = makeAxis(0, 'units', [32, 64, 96, 128]);
    const brush = brushed(axis, 0.9, 0.3);
    expect(brush).toEqual({ low: 1, high: 2 });
    expect([32, 64, 96, 128, null].map(item => within(axis, brush ?? undefined, item))).toEqual([
      false,
      true,
      true,
      false,
      false
    ]);
    expect(brushed(axis, 0.4, 0.5)).toBeNull();
    expect(brushed(axis, -0.2, 1.2)).toBeNull();
    expect(moved(axis, null, 'low', 1)).toEqual({ low: 1, high: 3 });
    expect(moved(axis, { low: 1, high: 3 }, 'low', -Infinity)).toBeNull();
    expect(moved(axis, { low: 1, high: 2 }, 'high', -5)).toEqual({ low: 1, high: 1 });
  });

  it('is there for what varies and for the results', () => {
    const column = (name: string, kind: 'set' | 'metric') => ({ name, kind, better: null });
    const columns = [
      column('lr', 'set'),
      column('epochs', 'set'),
      column('val_loss', 'metric'),
      column('best val_loss', 'metric')
    ];
    const rows = [
      [0.1, 5, 1, 0.9],
      [0.2, 5, 2, 1.9]
    ];
    expect(chooseColumns(columns, rows, ['val_loss'])).toEqual([0, 3]);
  });
});

describe('a difference of codes', () => {
  const one = 'a\nb\nlr = 0.1\nfit()\nc\nd\ne\nf';
  const other = 'a\nb\nlr = 0.01\nnew\nfit()\nc\nd\ne\nf';

  it('has the lines of both, with their numbers', () => {
    const lines = diffLines(one, other);
    expect(lines.map(({ kind }) => kind[0]).join('')).toBe('ssraasssss');
    expect(
      lines
        .filter(line => line.right !== null)
        .map(line => line.text)
        .join('\n')
    ).toBe(other);
    expect(
      lines
        .filter(line => line.left !== null)
        .map(line => line.text)
        .join('\n')
    ).toBe(one);
    expect(lines.at(-1)).toMatchObject({ left: 8, right: 9 });
  });

  it('folds what is the same, and stands side by side', () => {
    const lines = diffLines(one, other);
    expect(hunks(lines).map(({ same, lines }) => [same, lines.length])).toEqual([
      [false, 7],
      [true, 3]
    ]);
    const pairs = sideBySide(lines).map(([a, b]) => [a?.text, b?.text]);
    expect(pairs.slice(2, 4)).toEqual([
      ['lr = 0.1', 'lr = 0.01'],
      [undefined, 'new']
    ]);
    expect(commonEnds('lr = 0.1', 'lr = 0.01')).toEqual({ before: 7, after: 1 });
  });

  it('puts those lines side by side that are alike', () => {
    const pairs = sideBySide(
      diffLines('model = A()\nfit(lr=1)', 'width = 2\nmodel = A(2)\nfit(lr=2)')
    );
    expect(pairs.map(([a, b]) => [a?.text, b?.text])).toEqual([
      [undefined, 'width = 2'],
      ['model = A()', 'model = A(2)'],
      ['fit(lr=1)', 'fit(lr=2)']
    ]);
  });

  it('of two large texts that have nothing in common is still found', () => {
    const text = (word: string): string =>
      Array.from({ length: 3000 }, (_, i) => `${word}${i}`).join('\n');
    expect(diffLines(text('a'), text('b'))).toHaveLength(6000);
  });
});

describe('a curve', () => {
  const run = comparedRun({
    steps: 10,
    clock: { x: [0, 10, 20], seconds: [0, 5, 20] },
    series: [{ name: 'loss', kind: 'epoch', x: [10, 20], y: [2, null] }]
  });

  it('runs along steps, epochs or seconds', () => {
    expect(curveOf(run, 'loss', 'step')?.curve.x).toEqual([10, 20]);
    expect(curveOf(run, 'loss', 'epoch')?.curve.x).toEqual([1, 2]);
    expect(curveOf(run, 'loss', 'seconds')?.curve.x).toEqual([5, 20]);
    expect(curveOf({ ...run, steps: null }, 'loss', 'epoch')).toBeNull();
    expect(curveOf(run, 'auc', 'step')).toBeNull();
  });

  it('knows the time between what the clock says, and beyond', () => {
    expect([5, 15, 30].map(step => secondsAt(run.clock, step))).toEqual([2.5, 12.5, 35]);
  });
});

it('gives each of many runs a look of its own', () => {
  (globalThis as { document?: unknown }).document ??= { body: { dataset: {} } };
  const looks = Array.from({ length: 28 }, (_, i) => JSON.stringify(runLook(i)));
  expect(new Set(looks).size).toBe(28);
});
