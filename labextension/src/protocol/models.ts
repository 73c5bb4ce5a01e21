// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export const MODEL_MIME = 'application/vnd.keras-lab.model+json';

export type GraphNodeKind = 'call' | 'model' | 'repeat' | 'block';

export type ModelView = 'all' | 'summary' | 'graph';

/**
 * A model of this kernel: `variable` is its name in the user's namespace, `layers` a count.
 */
export interface ModelState {
  name: string;
  variable: string;
  kind: string;
  parameters: number | null;
  layers: number;
  built: boolean;
}

/**
 * One weight of a layer.
 */
export interface WeightDescription {
  name: string;
  shape: number[];
  dtype: string;
}

/**
 * A layer's row in the summary; `inputs` are names of layers, `depth` is the level of nesting.
 * `flops` (a multiplication with its addition counts as two) and `activation_bytes` (of the
 * outputs) are for one sample, all calls of the layer together; null where they are not known.
 * `config` and `weights` are null in the bundle of a large model: ask `model.layer`.
 */
export interface LayerDescription {
  name: string;
  type: string;
  output: string;
  dtype: string | null;
  params: number;
  flops: number | null;
  activation_bytes: number | null;
  weight_bytes: number;
  trainable: boolean;
  inputs: string[];
  config: { [key: string]: unknown } | null;
  weights: WeightDescription[] | null;
  depth: number;
}

/**
 * A box of the drawing: px from the top left; `layer` indexes `ModelBundle.layers` (null: no row of
 * its own); `family` is "input", "core", "convolution", … "op" (no layer), "other"; `kind` is
 * "call", or what can be opened: "model", "repeat" (of blocks that are alike) or "block" (one of
 * them). If it is `open`, the box is the bar at the top of the frame of the same id.
 */
export interface GraphNode {
  id: string;
  layer: number | null;
  x: number;
  y: number;
  width: number;
  height: number;
  label: string;
  type: string;
  note: string;
  family: string;
  kind: GraphNodeKind;
  open: boolean;
}

/**
 * A line of the drawing, from node id to node id, through `points` ([x, y] in px).
 */
export interface GraphEdge {
  from: string;
  to: string;
  points: number[][];
}

/**
 * What is drawn around the parts of an open box: px from the top left; frames inside it come later.
 */
export interface GraphFrame {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The drawing of a model, laid out by the kernel.
 */
export interface Graph {
  width: number;
  height: number;
  nodes: GraphNode[];
  edges: GraphEdge[];
  frames: GraphFrame[];
}

/**
 * How many numbers the weights hold.
 */
export interface ParameterCounts {
  total: number;
  trainable: number;
  non_trainable: number;
}

/**
 * What a model costs for one sample, without the layers (`uncounted` of them) of which it is not
 * known.
 */
export interface ModelCost {
  flops: number;
  uncounted: number;
  activation_bytes: number;
  weight_bytes: number;
}

/**
 * How long each layer takes forward: medians in seconds for a batch, in the order of
 * `ModelBundle.layers`, null where it cannot be measured.
 */
export interface LayerTimes {
  batch: number;
  engine: string;
  seconds: (number | null)[];
}

/**
 * The data of `MODEL_MIME`. In `graph` repeated blocks of a large model are one box; `full` is the
 * whole graph then, unless it is very large (else null). `view` says what is shown at first.
 * `times` were measured if somebody asked for it. `key` is what the kernel that shows the model
 * knows it by while it lives (see `keras_lab.lab.shown`); null where there is no kernel to ask.
 */
export interface ModelBundle {
  version: number;
  name: string;
  kind: string;
  built: boolean;
  parameters: ParameterCounts;
  cost: ModelCost;
  layers: LayerDescription[];
  graph: Graph;
  full: Graph | null;
  times: LayerTimes | null;
  view: ModelView;
  key: string | null;
}
