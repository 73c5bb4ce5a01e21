// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

import type { Graph } from './models';

export const BUILDER_MIME = 'application/vnd.keras-lab.builder+json';

export type FieldKind = 'number' | 'flag' | 'choice' | 'suggest' | 'text' | 'expression';

export type Takes = 'none' | 'one' | 'several' | 'query';

/**
 * A layer and where its inputs come from: `layer` is its class ("Input" for an input of the model),
 * `args` the arguments that differ from the defaults, each as Python source text, as it was typed;
 * `inputs` are ids of nodes. `shares` is the id of the node of which it calls the layer again;
 * `args` is empty then.
 */
export interface BuilderNode {
  id: string;
  layer: string;
  args: { [key: string]: string };
  inputs: string[];
  shares: string | null;
}

/**
 * A model as it is drawn: `revision` grows with each change; `outputs` are ids of nodes, none: all
 * that no other node reads.
 */
export interface BuilderDocument {
  revision: number;
  name: string;
  nodes: BuilderNode[];
  outputs: string[];
}

/**
 * What the kernel found out about a node: the shape of its output (null: unknown), its parameters,
 * what is wrong with it and in which argument, or the node that it waits for.
 */
export interface BuilderNodeState {
  id: string;
  output: string | null;
  params: number | null;
  error: string | null;
  field: string | null;
  waits: string | null;
}

/**
 * What the kernel makes of a document. `error` is one of the model as a whole; `complete` tells
 * whether the code runs as it stands. `layer` of the graph's nodes is null.
 */
export interface BuilderCheck {
  revision: number;
  nodes: BuilderNodeState[];
  graph: Graph;
  code: string;
  kind: string;
  parameters: number;
  error: string | null;
  complete: boolean;
}

/**
 * A layer that may be added; `start` are the arguments that a new one begins with.
 */
export interface PaletteLayer {
  name: string;
  summary: string;
  takes: Takes;
  start: { [key: string]: string };
}

/**
 * Layers of one kind, the ones used most first.
 */
export interface PaletteFamily {
  family: string;
  layers: PaletteLayer[];
}

/**
 * The answer to `builder.palette`.
 */
export interface BuilderPalette {
  families: PaletteFamily[];
}

/**
 * An argument of a layer's constructor. `default` and `choices` are Python source texts; a default
 * that is null means that there must be a value. `more`: rarely used.
 */
export interface FormField {
  name: string;
  kind: FieldKind;
  default: string | null;
  choices: string[];
  help: string;
  more: boolean;
}

/**
 * The answer to `builder.form`.
 */
export interface BuilderForm {
  layer: string;
  summary: string;
  takes: Takes;
  fields: FormField[];
}

/**
 * The data of `BUILDER_MIME`: `id` is the builder's in its kernel.
 */
export interface BuilderBundle {
  version: number;
  id: string;
  document: BuilderDocument;
  check: BuilderCheck;
}
