// @vitest-environment happy-dom
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { beforeEach, expect, it, vi } from 'vitest';

import type { KernelLink } from '../src/kernelLink';
import { LayerDetails } from '../src/layer/layerDetails';
import { valueText } from '../src/layer/layerFacts';
import { heat } from '../src/layer/shades';
import type { Distribution, LayerDescription, LayerLook, ModelBundle } from '../src/protocol';

const trans = nullTranslator.load('keras_lab');
const kernel: Distribution = {
  name: 'kernel',
  shape: [3, 3, 1, 4],
  dtype: 'float32',
  count: 36,
  mean: 0.01,
  std: 0.2,
  low: -0.5,
  high: 0.5,
  zeros: 0.25,
  bad: 2,
  histogram: [10, 0, 24]
};
const layer = { name: 'conv', type: 'Conv2D', config: {}, inputs: [], weights: [], depth: 0 };
const bundle = {
  key: 'k-1',
  layers: [layer, { ...layer, name: 'other' }] as unknown as LayerDescription[]
} as ModelBundle;

let look: LayerLook;
beforeEach(() => {
  look = { weights: [kernel], filters: 4, channels: 1, attends: false, samples: [] };
});

/** A link that answers `look`, and everything else with a picture of bars. */
function fakeLink(answer: (question: string) => Promise<unknown>) {
  const ask = vi.fn<(question: string, params: unknown) => Promise<unknown>>(answer);
  const link = { status: 'open', statusChanged: new Signal({}), ask, connect: vi.fn() };
  return { ask, link: link as unknown as KernelLink };
}

const answers = (question: string): Promise<unknown> =>
  Promise.resolve(
    question === 'layer.look'
      ? look
      : { numbers: kernel, picture: { tiles: null, bars: [0.25, null, -1] } }
  );

async function shown(details: LayerDetails, index: number): Promise<string[]> {
  details.show(bundle, index);
  await new Promise(resolve => setTimeout(resolve, 0));
  return [...details.node.querySelectorAll('[role="tab"]')].map(tab => tab.textContent);
}

function press(details: LayerDetails, name: string): void {
  const tabs = [...details.node.querySelectorAll<HTMLElement>('[role="tab"]')];
  tabs.find(tab => tab.textContent === name)?.click();
}

it('shows what the output holds where there is no kernel', async () => {
  const details = new LayerDetails(trans, null);
  expect(await shown(details, 0)).toEqual([]);
  expect(details.node.textContent).toContain('Conv2D');
  details.show(bundle, null);
  expect(details.node.childElementCount).toBe(0);
});

it('has a tab for each thing there is, and keeps the chosen one from layer to layer', async () => {
  const { link, ask } = fakeLink(answers);
  const details = new LayerDetails(trans, link);
  expect(await shown(details, 0)).toEqual(['Layer', 'Weights', 'Filters']);
  expect(ask.mock.calls).toEqual([['layer.look', { key: 'k-1', layer: 'conv', place: 0 }]]);
  press(details, 'Weights');
  look = { ...look, filters: 0, samples: [{ name: 'x', count: 3 }] };
  expect(await shown(details, 1)).toEqual(['Layer', 'Weights', 'Activations', 'Saliency']);
  const cells = details.node.querySelector('tbody tr')?.textContent;
  expect(cells).toContain('(3, 3, 1, 4) float32');
  expect(cells).toMatch(/25 %2$/);
});

it('asks for the sample that is chosen, within what there is', async () => {
  const { link, ask } = fakeLink(answers);
  look.samples = [
    { name: '', count: 64 },
    { name: 'x', count: 2 }
  ];
  const details = new LayerDetails(trans, link);
  await shown(details, 0);
  press(details, 'Activations');
  const next = details.node.querySelector<HTMLElement>('[aria-label="Next sample"]');
  const data = details.node.querySelector('select');
  if (data) {
    data.value = 'x';
    data.dispatchEvent(new Event('change'));
  }
  next?.click();
  next?.click(); // there is no third one
  await new Promise(resolve => setTimeout(resolve, 0));
  const asked = ask.mock.calls.filter(([question]) => question === 'layer.activations');
  expect(asked.map(([, params]) => params)).toMatchObject([
    { data: '', index: 0 },
    { data: 'x', index: 0 },
    { data: 'x', index: 1 }
  ]);
});

it('says why the kernel cannot tell', async () => {
  const { link } = fakeLink(() => Promise.reject(new Error('This model is no longer in memory.')));
  const details = new LayerDetails(trans, link);
  expect(await shown(details, 0)).toEqual(['Layer', 'Weights']);
  press(details, 'Weights');
  await new Promise(resolve => setTimeout(resolve, 0));
  expect(details.node.querySelector('[role="alert"]')?.textContent).toContain(
    'no longer in memory'
  );
});

it('shows configurations as they are written', () => {
  const config = { class_name: 'GlorotUniform', config: { seed: 1, gain: null } };
  expect(valueText(config)).toBe('GlorotUniform(seed=1)');
  expect(valueText([3, 3])).toBe('[3,3]');
  expect(valueText(null)).toBe('null');
});

it('goes from dark to light', () => {
  expect(heat(0)).toEqual([0x44, 0x01, 0x54]);
  expect(heat(255)).toEqual([0xfd, 0xe7, 0x25]);
});
