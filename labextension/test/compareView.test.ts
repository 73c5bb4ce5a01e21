// @vitest-environment happy-dom
import { nullTranslator } from '@jupyterlab/translation';
import { beforeAll, expect, it } from 'vitest';

import { SortTable } from '../src/compare/sortTable';
import { CompareState } from '../src/compare/state';
import type { CompareBundle, ComparedRun } from '../src/protocol';
import { comparedRun } from './fakes';

const trans = nullTranslator.load('keras_lab');

function bundle(): CompareBundle {
  const series = [{ name: 'loss', kind: 'epoch' as const, x: [10, 20], y: [2, 1] }];
  const run = (number: number): ComparedRun =>
    comparedRun({ id: `r${number}`, label: `lr=${number}`, items: [number, 1 / number], series });
  return {
    version: 1,
    runs: [run(1), run(2), run(3)],
    columns: [
      { name: 'lr', kind: 'set', better: null },
      { name: 'best loss', kind: 'metric', better: 'less' }
    ],
    metrics: ['loss'],
    drawn: ['loss'],
    differences: [],
    codes: [],
    cut: false,
    left: null
  };
}

let state: CompareState;
beforeAll(() => {
  state = new CompareState(bundle(), trans);
});

it('draws what passes the filter and the brushes and is not hidden', () => {
  const drawn = (): string[] => state.drawn.map(run => run.id);
  state.filter('lr>1');
  expect(drawn()).toEqual(['r2', 'r3']);
  const [lr] = state.axes;
  if (lr) {
    state.brush(lr, { low: 0, high: 1 });
  }
  expect(drawn()).toEqual(['r2']);
  state.show(['r2'], false);
  expect(drawn()).toEqual([]);
  state.filter('lr>');
  expect(state.error).toContain('is no filter');
  expect(state.passing.map(run => run.id)).toEqual(['r2']);
});

it('keeps filter, brush and what is hidden when there are more runs', () => {
  const more = bundle();
  more.runs.push(comparedRun({ id: 'r4', label: 'lr=4', items: [4, null] }));
  state.bundle = more;
  expect(state.isHidden('r2')).toBe(true);
  expect(state.passing.map(run => run.id)).toEqual(['r2']);
});

it('sorts by a column, says so, marks the best value and keeps the rows', () => {
  const ticked: string[][] = [];
  const table = new SortTable<ComparedRun>('Runs', name => name, trans, {
    onTick: ids => {
      ticked.push(ids);
    },
    onPoint: () => undefined
  });
  const columns = [
    { key: 'name', title: 'run', value: (run: ComparedRun) => run.label },
    {
      key: 'loss',
      title: 'loss',
      value: (run: ComparedRun) => run.items[1] ?? null,
      better: 'less' as const
    }
  ];
  table.update(columns, bundle().runs, { ticked: id => id === 'r1', pointed: null });
  const names = (): (string | undefined)[] =>
    [...table.node.querySelectorAll('tbody tr')].map(line => line.children[1]?.textContent);
  const first = table.node.querySelector('tbody tr');
  const [, sort] = table.node.querySelectorAll('thead button');
  (sort as HTMLButtonElement).click();
  expect(names()).toEqual(['lr=3', 'lr=2', 'lr=1']);
  expect(table.node.querySelectorAll('th')[2]?.getAttribute('aria-sort')).toBe('ascending');
  (sort as HTMLButtonElement).click();
  expect(names()).toEqual(['lr=1', 'lr=2', 'lr=3']);
  expect(table.node.querySelector('tbody tr')).toBe(first);
  expect(table.node.querySelector('.kl-mod-best')?.textContent).toBe('0.3333');
  const all = table.node.querySelector('thead input') as HTMLInputElement;
  expect(all.indeterminate).toBe(true);
  all.checked = true;
  all.dispatchEvent(new Event('change'));
  expect(ticked).toEqual([['r1', 'r2', 'r3']]);
});
