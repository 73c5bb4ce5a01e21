/** Changes to the document of a builder: each gives a new one and leaves the old as it is. */

import type { BuilderDocument, BuilderNode, PaletteLayer, Takes } from '../protocol';

export const INPUT = 'Input';
type Doc = BuilderDocument;

export function nodeOf(document: Doc, id: string | null): BuilderNode | undefined {
  return document.nodes.find(node => node.id === id);
}

/** The nodes that read a node's output. */
export function readersOf(document: Doc, id: string): BuilderNode[] {
  return document.nodes.filter(node => node.inputs.includes(id));
}

/** What the model gives: the nodes named, else all that no other reads. */
export function outputsOf(document: Doc): string[] {
  const named = document.outputs.filter(id => nodeOf(document, id));
  const loose = document.nodes.filter(({ id }) => readersOf(document, id).length === 0);
  return named.length > 0 ? named : loose.map(node => node.id);
}

/** The nodes whose output depends on `id`, itself included. */
export function followers(document: Doc, id: string): Set<string> {
  const found = new Set([id]);
  for (const each of found) {
    for (const reader of readersOf(document, each)) {
      found.add(reader.id);
    }
  }
  return found;
}

/** Where a node may be put: after another one (whose readers then read it), or into a line. */
export type Place = { after: string } | { from: string; to: string };

/** A new node; without a place after the last one. */
export function addLayer(
  document: Doc,
  layer: PaletteLayer,
  place: Place | null
): { document: Doc; id: string } {
  const id = freshId(document, layer.name);
  const args = { ...layer.start };
  const node: BuilderNode = { id, layer: layer.name, args, inputs: [], shares: null };
  if (layer.takes === 'none') {
    return { id, document: addInput(document, node) };
  }
  const last = outputsOf(document).at(-1);
  const where = place ?? (last === undefined ? null : { after: last });
  const added = { ...document, nodes: [...document.nodes, node] };
  return { id, document: where ? put(added, id, where, layer.takes) : added };
}

/** Puts a node that is nowhere to a place. */
export function put(document: Doc, id: string, place: Place, takes: Takes): Doc {
  return 'after' in place
    ? insertAfter(document, id, place.after, takes)
    : insertBetween(document, id, place.from, place.to, takes);
}

/** Takes a node from where it is to another place; the same document where that changes nothing. */
export function moveTo(document: Doc, id: string, place: Place, takes: Takes): Doc {
  const near = 'after' in place ? [place.after] : [place.from, place.to];
  const node = nodeOf(document, id);
  const same = 'after' in place && node?.inputs.includes(place.after);
  if (takes === 'none' || near.includes(id) || same) {
    return document;
  }
  return put(detach(document, id), id, place, takes);
}

/** An input goes behind the others, and to the first layer that has none. */
function addInput(document: Doc, node: BuilderNode): Doc {
  const inputs = document.nodes.filter(each => each.layer === INPUT);
  const others = document.nodes.filter(each => each.layer !== INPUT);
  const loose = others.find(each => each.inputs.length === 0);
  const added = { ...document, nodes: [...inputs, node, ...others] };
  return loose ? setInputs(added, loose.id, [node.id]) : added;
}

/** Puts a node that is nowhere after another one. */
export function insertAfter(document: Doc, id: string, after: string, takes: Takes = 'one'): Doc {
  const readers = readersOf(document, after).filter(each => each.id !== id);
  const joined = join(document, id, after, takes);
  return readers.reduce(
    (doc, reader) => redirect(doc, reader.id, after, id),
    near(joined, id, after)
  );
}

/** Puts a node that is nowhere into the line between two others. */
export function insertBetween(
  document: Doc,
  id: string,
  from: string,
  to: string,
  takes: Takes = 'one'
): Doc {
  return redirect(near(join(document, id, from, takes), id, from), to, from, id);
}

/** Takes a node out of the lines it stands in; those that read it read what it has read. */
export function detach(document: Doc, id: string): Doc {
  const node = nodeOf(document, id);
  if (!node) {
    return document;
  }
  const source = [...new Set(node.inputs)];
  const nodes = document.nodes.map(each => {
    if (each.id === id) {
      return { ...each, inputs: [] };
    }
    const inputs = each.inputs.flatMap(input => (input === id ? source.slice(0, 1) : [input]));
    return { ...each, inputs };
  });
  const outputs = document.outputs.flatMap(each => (each === id ? source.slice(0, 1) : [each]));
  return { ...document, nodes, outputs: [...new Set(outputs)] };
}

/** Without a node; one that calls its layer again gets the layer. */
export function removeNode(document: Doc, id: string): Doc {
  const node = nodeOf(document, id);
  const heir = document.nodes.find(each => each.shares === id);
  const nodes = detach(document, id)
    .nodes.filter(each => each.id !== id)
    .map(each => {
      if (!heir || each.shares !== id) {
        return each;
      }
      return each.id === heir.id
        ? { ...each, shares: null, args: node?.args ?? {} }
        : { ...each, shares: heir.id };
    });
  return { ...detach(document, id), nodes };
}

/** One place nearer to the inputs (`up`) or to the outputs; the same document where that is not possible. */
export function moveNode(document: Doc, id: string, direction: 'up' | 'down', takes: Takes): Doc {
  const node = nodeOf(document, id);
  if (!node || node.layer === INPUT) {
    return document;
  }
  if (direction === 'down') {
    const reader = readersOf(document, id)[0];
    return reader ? insertAfter(detach(document, id), id, reader.id, takes) : document;
  }
  const before = nodeOf(document, node.inputs[0] ?? null);
  const source = before?.inputs[0];
  return before && source
    ? insertBetween(detach(document, id), id, source, before.id, takes)
    : document;
}

/** Lets `to` read `from`; null if that would close a circle or `to` has no inputs. */
export function connect(document: Doc, from: string, to: string, takes: Takes): Doc | null {
  const node = nodeOf(document, to);
  if (!node || takes === 'none' || followers(document, to).has(from)) {
    return null;
  }
  const many = takes === 'several' || takes === 'query';
  return setInputs(document, to, many ? [...node.inputs, from] : [from]);
}

export function setInputs(document: Doc, id: string, inputs: string[]): Doc {
  return change(document, id, node => ({ ...node, inputs }));
}

/** Sets an argument; null takes it away, so that it is the default. */
export function setArgument(document: Doc, id: string, name: string, text: string | null): Doc {
  return change(document, id, node => {
    const args = { ...node.args };
    if (text === null) {
      Reflect.deleteProperty(args, name);
    } else {
      args[name] = text;
    }
    return { ...node, args };
  });
}

/** A second layer like this one after it (`again`: the same layer called once more, beside it). */
export function duplicate(
  document: Doc,
  id: string,
  again: boolean,
  takes: Takes
): { document: Doc; id: string } | null {
  const node = nodeOf(document, id);
  if (!node || (again && node.layer === INPUT)) {
    return null;
  }
  const args = { ...node.args };
  Reflect.deleteProperty(args, 'name');
  const made = freshId(document, node.layer);
  if (again) {
    const call = { ...node, id: made, args: {}, shares: node.shares ?? id };
    return {
      id: made,
      document: near({ ...document, nodes: [...document.nodes, call] }, made, id)
    };
  }
  const copy = { ...node, id: made, args, inputs: [] };
  const added = { ...document, nodes: [...document.nodes, copy] };
  const alone = node.layer === INPUT || node.shares !== null;
  return { id: made, document: alone ? added : insertAfter(added, made, id, takes) };
}

/** Makes a node an output of the model, or none. */
export function setOutput(document: Doc, id: string, on: boolean): Doc {
  const others = outputsOf(document).filter(each => each !== id);
  const outputs = on ? [...others, id] : others;
  const usual = outputsOf({ ...document, outputs: [] });
  const same = usual.length === outputs.length && usual.every(each => outputs.includes(each));
  return { ...document, outputs: same ? [] : outputs };
}

/** `dense`, `dense_1`, …: the first that is free. */
export function freshId(document: Doc, layer: string): string {
  const name = layer
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  let found = name;
  for (let count = 1; nodeOf(document, found); count++) {
    found = `${name}_${count}`;
  }
  return found;
}

function join(document: Doc, id: string, from: string, takes: Takes): Doc {
  return setInputs(document, id, takes === 'query' ? [from, from] : [from]);
}

function redirect(document: Doc, reader: string, from: string, to: string): Doc {
  return change(document, reader, node => ({
    ...node,
    inputs: node.inputs.map(each => (each === from ? to : each))
  }));
}

/** Moves a node right behind another one in the list, which decides where there is a choice of order. */
function near(document: Doc, id: string, after: string): Doc {
  const node = nodeOf(document, id);
  const rest = document.nodes.filter(each => each.id !== id);
  const place = rest.findIndex(each => each.id === after) + 1;
  return node ? { ...document, nodes: rest.toSpliced(place, 0, node) } : document;
}

function change(document: Doc, id: string, how: (node: BuilderNode) => BuilderNode): Doc {
  return { ...document, nodes: document.nodes.map(node => (node.id === id ? how(node) : node)) };
}
