// @vitest-environment happy-dom
import { nullTranslator } from '@jupyterlab/translation';
import { beforeEach, expect, it, vi } from 'vitest';

import { ConfusionView } from '../src/looks/confusionView';
import { LayersView } from '../src/looks/layersView';
import { Looks } from '../src/looks/looks';
import { formatShare } from '../src/looks/parts';
import { ResidualsView } from '../src/looks/residualsView';
import { SamplesView } from '../src/looks/samplesView';
import type { ConfusionLook, LayerNumbers, LookKind, NumbersOf, RunState } from '../src/protocol';
import { runState } from './fakes';

const trans = nullTranslator.load('keras_lab');
const head = { run: 'r1', step: 10, epoch: 0, samples: 4, held_out: true, seconds: 0.01 };
const confusion: ConfusionLook = {
  ...head,
  kind: 'confusion',
  classes: ['cat', '<b>dog</b>'],
  counts: [
    [3, 1],
    [0, 0]
  ],
  others: 0,
  accuracy: 0.75,
  mistakes: [{ truth: 'cat', taken: '<b>dog</b>', count: 1 }]
};
const numbers: NumbersOf = {
  count: 4,
  mean: 0.5,
  std: 1,
  low: -1,
  high: 1,
  norm: 2,
  zeros: 0.25,
  bad: 0,
  bins: [1, 0, 3]
};

beforeEach(() => {
  vi.useFakeTimers();
});

/** A view of a run of its own: what is open is remembered by the run. */
let runs = 0;
function shown(answer: (kind: LookKind) => Promise<unknown>) {
  const state = runState({ id: `run${++runs}`, step: 10 });
  const asked = vi.fn(answer);
  const looks = new Looks(trans, asked as never);
  const goOn = async (changes: Partial<RunState>): Promise<void> => {
    looks.update(Object.assign(state, changes), ['confusion', 'samples'], []);
    await vi.advanceTimersByTimeAsync(1);
  };
  const press = async (text: string): Promise<void> => {
    const buttons = [...looks.node.querySelectorAll('button')];
    buttons.find(each => each.textContent === text)?.click();
    await vi.advanceTimersByTimeAsync(1);
  };
  return { looks, asked, goOn, press, state };
}

it('offers what makes sense, and asks for nothing before it is opened', async () => {
  const { looks, asked, goOn } = shown(() => Promise.resolve(confusion));
  await goOn({});
  const visible = [...looks.node.querySelectorAll('button')].filter(each => !each.hidden);
  expect(visible.map(each => each.textContent)).toEqual(['Confusion', 'Samples']);
  expect(asked).not.toHaveBeenCalled();
});

it('follows the run while it is open, at most every two seconds', async () => {
  const { asked, goOn, press, state } = shown(() =>
    Promise.resolve({ ...confusion, step: state.step })
  );
  await goOn({});
  await press('Confusion');
  expect(asked.mock.calls).toEqual([['confusion']]);
  for (let step = 11; step < 31; step++) {
    await goOn({ step });
    await vi.advanceTimersByTimeAsync(99);
  }
  expect(asked).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(5000); // the run has not gone on
  expect(asked.mock.calls.length).toBeLessThanOrEqual(3);
  await press('Confusion');
  await goOn({ step: 100 });
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked.mock.calls.length).toBeLessThanOrEqual(3);
});

it('asks rarely where looking takes long', async () => {
  const { asked, goOn, press } = shown(() => Promise.resolve({ ...confusion, seconds: 1 }));
  await goOn({});
  await press('Confusion');
  await goOn({ step: 20 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(asked).toHaveBeenCalledTimes(2);
});

it('says why there is nothing to see, and does not insist', async () => {
  const { looks, asked, goOn, press } = shown(() => Promise.reject(new Error('It is gone.')));
  await goOn({});
  await press('Samples');
  await goOn({});
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(looks.node.querySelector('[role=status]')?.textContent).toBe('It is gone.');
});

it('draws what a notebook holds without a kernel', async () => {
  const asked = vi.fn();
  const looks = new Looks(trans, asked);
  looks.update(runState(), [], [confusion]);
  looks.node.querySelector<HTMLElement>('button:not([hidden])')?.click();
  await vi.advanceTimersByTimeAsync(5000);
  expect(looks.node.querySelectorAll('tbody td')).toHaveLength(4);
  expect(asked).not.toHaveBeenCalled();
});

it('writes names of classes as text', () => {
  const view = new ConfusionView(trans);
  view.update(confusion);
  expect(view.node.querySelector('b')).toBeNull();
  expect(view.node.querySelectorAll('.kl-mod-right')).toHaveLength(2);
  expect(view.node.textContent).toContain('cat taken for <b>dog</b>: 1');
});

it('draws residuals, also of one point and of none that is finite', () => {
  const view = new ResidualsView(trans);
  for (const expected of [[1, 2, null], [1], [null]]) {
    const look = { ...head, errors: numbers, mean_absolute: 0.1, r2: null };
    view.update({ ...look, kind: 'residuals', expected, predicted: [1, 3, 4] });
    expect(new XMLSerializer().serializeToString(view.node)).not.toContain('NaN');
  }
});

it('shows samples with and without images', () => {
  const view = new SamplesView(trans);
  const item = { input: '1 2', truth: '7', values: [0.5], right: null };
  view.update({
    ...head,
    kind: 'samples',
    watched: false,
    items: [
      { ...item, image: 'AAAA', guesses: [{ label: '7', share: 0.9 }], right: true },
      { ...item, image: null, guesses: [] }
    ]
  });
  expect(view.node.querySelector('img')?.getAttribute('alt')).toBe('7');
  expect(view.node.querySelectorAll('.kl-Sample')[1]?.textContent).toContain('predicted: 0.5');
});

it('lists weights, activations with dead units, and gradients', () => {
  const layer: LayerNumbers = {
    name: 'dense',
    type: 'Dense',
    weights: [{ name: 'kernel', numbers }],
    gradients: [],
    activations: numbers,
    dead: 0.75,
    units: 4
  };
  const view = new LayersView(trans);
  view.update({ ...head, kind: 'statistics', layers: [layer] });
  expect(view.node.querySelector('tbody')?.textContent).toContain('dense kernel');
  view.node.querySelectorAll('button')[1]?.click();
  expect(view.node.querySelector('.kl-mod-bad')?.textContent).toBe('75\u2009%');
  view.node.querySelectorAll('button')[2]?.click();
  expect(view.node.textContent).toContain('There are none.');
});

it.each([
  [0, '0\u2009%'],
  [0.001, '<1\u2009%'],
  [0.997, '99\u2009%'],
  [1, '100\u2009%']
])('writes the share %f as %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});
