// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';

import {
  addLayer,
  connect,
  duplicate,
  freshId,
  moveNode,
  moveTo,
  outputsOf,
  removeNode,
  setArgument,
  setOutput
} from '../src/builder/document';
import { boxAt, distance, placeAt } from '../src/builder/dragging';
import { bare, source } from '../src/builder/field';
import { highlight } from '../src/builder/highlight';
import { History } from '../src/builder/history';
import { Latest } from '../src/latest';
import type { BuilderDocument, Graph, GraphNode, PaletteLayer, Takes } from '../src/protocol';

function layer(name: string, takes: Takes = 'one'): PaletteLayer {
  return { name, takes, summary: '', start: name === 'Dense' ? { units: '64' } : {} };
}

/** Nodes by their ids and what they read; ids that begin with `in` are inputs. */
function model(nodes: Record<string, string[]>): BuilderDocument {
  const made = Object.entries(nodes).map(([id, inputs]) => ({
    id,
    layer: id.startsWith('in') ? 'Input' : 'Dense',
    args: {},
    inputs,
    shares: null
  }));
  return { revision: 0, name: '', nodes: made, outputs: [] };
}

function wires(document: BuilderDocument | null): Record<string, string[]> {
  return Object.fromEntries((document?.nodes ?? []).map(node => [node.id, node.inputs]));
}

const CHAIN = model({ in: [], a: ['in'], b: ['a'], c: ['b'] });

describe('a document', () => {
  it('takes a new layer after another one or at the end', () => {
    const { document, id } = addLayer(CHAIN, layer('Dense'), { after: 'a' });
    expect(id).toBe('dense');
    expect(wires(document)).toEqual({ in: [], a: ['in'], dense: ['a'], b: ['dense'], c: ['b'] });
    expect(document.nodes.find(node => node.id === id)?.args).toEqual({ units: '64' });
    expect(wires(addLayer(CHAIN, layer('Dense'), null).document)['dense']).toEqual(['c']);
    const attention = addLayer(CHAIN, layer('MultiHeadAttention', 'query'), null);
    expect(wires(attention.document)[attention.id]).toEqual(['c', 'c']);
    expect(wires(addLayer(model({ a: [] }), layer('Input', 'none'), null).document)).toEqual({
      input: [],
      a: ['input']
    });
  });

  it('closes the gap that a layer leaves', () => {
    expect(wires(removeNode(CHAIN, 'b'))).toEqual({ in: [], a: ['in'], c: ['a'] });
    const shared = { ...CHAIN, nodes: CHAIN.nodes.map(node => ({ ...node })) };
    Object.assign(shared.nodes[1] ?? {}, { args: { units: '3' } });
    Object.assign(shared.nodes[3] ?? {}, { shares: 'a' });
    const heir = removeNode(shared, 'a').nodes.find(node => node.id === 'c');
    expect(heir).toMatchObject({ shares: null, args: { units: '3' } });
  });

  it('moves layers up, down and to other places', () => {
    const up = { in: [], b: ['in'], a: ['b'], c: ['a'] };
    expect(wires(moveNode(CHAIN, 'b', 'up', 'one'))).toEqual(up);
    expect(wires(moveNode(CHAIN, 'a', 'down', 'one'))).toEqual(up);
    expect(moveNode(CHAIN, 'a', 'up', 'one')).toBe(CHAIN);
    expect(moveNode(CHAIN, 'c', 'down', 'one')).toBe(CHAIN);
    const last = wires(moveTo(CHAIN, 'a', { from: 'b', to: 'c' }, 'one'));
    expect(last).toEqual({ in: [], b: ['in'], a: ['b'], c: ['a'] });
    expect(moveTo(CHAIN, 'b', { after: 'a' }, 'one')).toBe(CHAIN);
    expect(moveTo(CHAIN, 'b', { from: 'a', to: 'b' }, 'one')).toBe(CHAIN);
  });

  it('connects, but not in a circle', () => {
    expect(wires(connect(CHAIN, 'in', 'c', 'one'))['c']).toEqual(['in']);
    expect(wires(connect(CHAIN, 'in', 'c', 'several'))['c']).toEqual(['b', 'in']);
    expect(connect(CHAIN, 'c', 'a', 'one')).toBeNull();
    expect(connect(CHAIN, 'a', 'a', 'one')).toBeNull();
    expect(connect(CHAIN, 'a', 'in', 'none')).toBeNull();
  });

  it('knows its outputs', () => {
    const fork = model({ in: [], a: ['in'], b: ['in'] });
    expect(outputsOf(fork)).toEqual(['a', 'b']);
    const more = setOutput(CHAIN, 'a', true);
    expect(more.outputs).toEqual(['c', 'a']);
    expect(setOutput(more, 'a', false).outputs).toEqual([]);
  });

  it('copies layers, and calls them again', () => {
    const named = setArgument(CHAIN, 'a', 'name', '"first"');
    const copy = duplicate(named, 'a', false, 'one');
    expect(wires(copy?.document ?? null)['b']).toEqual(['dense']);
    expect(copy?.document.nodes.find(node => node.id === 'dense')?.args).toEqual({});
    const again = duplicate(named, 'a', true, 'one');
    expect(again?.document.nodes.find(node => node.id === 'dense')).toMatchObject({
      shares: 'a',
      inputs: ['in']
    });
    expect(freshId(model({ conv2d: [] }), 'Conv2D')).toBe('conv2d_1');
    expect(freshId(CHAIN, 'GlobalAveragePooling2D')).toBe('global_average_pooling2d');
  });
});

describe('the past', () => {
  it('is undone and done again; typing in one field is one change', () => {
    const history = new History('');
    history.push('a');
    history.push('ab', 'field');
    history.push('abc', 'field');
    expect(history.undo()).toBe(true);
    expect(history.now).toBe('a');
    expect(history.undo() && history.now).toBe('');
    expect(history.undo()).toBe(false);
    history.redo();
    history.redo();
    expect([history.now, history.canRedo]).toEqual(['abc', false]);
    history.undo();
    history.push('x');
    expect(history.canRedo).toBe(false);
  });
});

describe('dragging', () => {
  const box = (id: string, y: number): GraphNode => ({
    ...{ id, y, x: 0, width: 100, height: 40, layer: null },
    ...{ label: '', type: '', note: '', family: '', kind: 'call', open: false }
  });
  const edge = (from: string, to: string, y: number) => ({
    ...{ from, to },
    points: [
      [50, y],
      [50, y + 30]
    ]
  });
  const graph: Graph = {
    ...{ width: 100, height: 180, frames: [] },
    nodes: [box('a', 0), box('b', 70), box('c', 140)],
    edges: [edge('a', 'b', 40), edge('b', 'c', 110)]
  };

  it('finds the box, the line or the end', () => {
    expect(boxAt(graph, { x: 10, y: 80 })).toBe('b');
    expect(placeAt(graph, { x: 10, y: 80 })).toEqual({ after: 'b' });
    expect(placeAt(graph, { x: 60, y: 55 })).toEqual({ from: 'a', to: 'b' });
    expect(placeAt(graph, { x: 50, y: 400 })).toEqual({ after: 'c' });
    expect(placeAt(graph, { x: 300, y: 20 })).toBeNull();
    expect(placeAt(graph, { x: 10, y: 80 }, 'b')).toBeNull();
    expect(placeAt(graph, { x: 50, y: 55 }, 'b')).toBeNull();
  });

  it('measures the distance to a bent line', () => {
    const bent = [
      [0, 0],
      [0, 10],
      [10, 10]
    ];
    expect(distance(bent, { x: 3, y: 5 })).toBe(3);
    expect(distance(bent, { x: 13, y: 14 })).toBe(5);
  });
});

describe('a field', () => {
  it('takes words for strings where strings are meant', () => {
    expect(source('he_normal', true)).toBe('"he_normal"');
    expect(source('keras.regularizers.L2(0.1)', true)).toBe('keras.regularizers.L2(0.1)');
    expect(source('None', true)).toBe('None');
    expect(source('(3, 3)', false)).toBe('(3, 3)');
    expect(bare('"relu"')).toBe('relu');
    expect(bare('(1, "a")')).toBe('(1, "a")');
  });
});

it('colours code without changing it', () => {
  const code = 'import keras\nx = layers.Dense(10, activation="relu")(x)  # "done"';
  const nodes = highlight(code);
  const texts = nodes.map(node => (typeof node === 'string' ? node : node.textContent));
  expect(texts.join('')).toBe(`${code}\n`);
  const kinds = nodes.map(node => (node instanceof Element ? node.className : ''));
  expect(kinds.filter(Boolean)).toEqual([
    ...['kl-Source-keyword', 'kl-Source-name', 'kl-Source-number'],
    ...['kl-Source-parameter', 'kl-Source-string', 'kl-Source-comment']
  ]);
});

it('asks about the last state only, once at a time', async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  let answer: (text: string) => void = () => undefined;
  const got: string[] = [];
  const latest = new Latest<string, string>(
    question => {
      asked.push(question);
      return new Promise(resolve => (answer = resolve));
    },
    text => got.push(text),
    () => undefined,
    100
  );
  latest.submit('a');
  latest.submit('b');
  await vi.advanceTimersByTimeAsync(100);
  latest.submit('c');
  latest.submit('d');
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual(['b']);
  answer('B');
  await vi.advanceTimersByTimeAsync(100);
  expect([asked, got]).toEqual([['b', 'd'], ['B']]);
  latest.dispose();
  vi.useRealTimers();
});
