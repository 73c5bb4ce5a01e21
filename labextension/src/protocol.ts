// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol > labextension/src/protocol.ts

export const VERSION = 1;
export const COMM_TARGET = 'keras_lab';
export const RUN_MIME = 'application/vnd.keras-lab.run+json';
export const MODEL_MIME = 'application/vnd.keras-lab.model+json';
export const BUILDER_MIME = 'application/vnd.keras-lab.builder+json';
export const COMPARE_MIME = 'application/vnd.keras-lab.compare+json';
export const RUNS_MIME = 'application/vnd.keras-lab.runs+json';
export const PAD_MIME = 'application/vnd.keras-lab.pad+json';
export const PLAYGROUND_MIME = 'application/vnd.keras-lab.playground+json';
export const PLANE_SIDE = 60;
export const FILES_ADDRESS = 'keras-lab/file';

export type LookKind = 'confusion' | 'residuals' | 'samples' | 'statistics';

export type Look = ConfusionLook | ResidualsLook | SamplesLook | StatisticsLook;

export type Status = 'running' | 'paused' | 'done' | 'stopped' | 'interrupted' | 'failed';

export type SeriesKind = 'step' | 'epoch';

export type AdviceKind = 'learning_rate' | 'restore_best' | 'code';

export type GraphNodeKind = 'call' | 'model' | 'repeat' | 'block';

export type ModelView = 'all' | 'summary' | 'graph';

export type FieldKind = 'number' | 'flag' | 'choice' | 'suggest' | 'text' | 'expression';

export type Takes = 'none' | 'one' | 'several' | 'query';

export type RowStatus = 'running' | 'paused' | 'done' | 'stopped' | 'interrupted' | 'failed' | 'waiting';

export type ColumnKind = 'value' | 'set' | 'metric';

export type Better = 'more' | 'less';

export type Item = string | number | boolean | null;

export type Shade = 'grey' | 'heat';

export type FileFormat = 'keras' | 'hdf5' | 'weights';

export type Action = 'stop' | 'pause' | 'resume' | 'step' | 'set' | 'extend' | 'evaluate' | 'checkpoint' | 'restore_best';

export type FrontEndMessage = Hello | Watch | Unwatch | Command | Ask;

export type KernelMessage = StateMessage | RunMessage | PointsMessage | MarkMessage | FinalMessage | AnswerMessage | ErrorMessage;

/**
 * What all looks tell: at which step of which run, on how many samples (`held_out`: of the
 * validation data, else of the training data), and how many seconds that took the kernel.
 */
export interface LookHead {
  run: string;
  step: number;
  epoch: number;
  samples: number;
  held_out: boolean;
  seconds: number;
}

/**
 * So often was the class `truth` taken for the class `taken`.
 */
export interface Mistake {
  truth: string;
  taken: string;
  count: number;
}

/**
 * How often which class was taken for which: rows of `counts` are the true classes, columns the
 * predicted ones. With many classes, only those with most mistakes are named, and the last one
 * stands for `others`.
 */
export interface ConfusionLook {
  run: string;
  step: number;
  epoch: number;
  samples: number;
  held_out: boolean;
  seconds: number;
  kind: 'confusion';
  classes: string[];
  counts: number[][];
  others: number;
  accuracy: number;
  mistakes: Mistake[];
}

/**
 * What an array is like; shares are from 0 to 1, `bins` are counts from `low` to `high`.
 */
export interface NumbersOf {
  count: number;
  mean: number | null;
  std: number | null;
  low: number | null;
  high: number | null;
  norm: number | null;
  zeros: number;
  bad: number;
  bins: number[];
}

/**
 * A regression's predictions against the targets, at some points; `errors` are of all of them.
 */
export interface ResidualsLook {
  run: string;
  step: number;
  epoch: number;
  samples: number;
  held_out: boolean;
  seconds: number;
  kind: 'residuals';
  expected: (number | null)[];
  predicted: (number | null)[];
  errors: NumbersOf;
  mean_absolute: number | null;
  r2: number | null;
}

/**
 * A class and its probability.
 */
export interface Guess {
  label: string;
  share: number;
}

/**
 * A sample and what the model says of it: `guesses` of a classifier, best first, else the first
 * `values`. `image` is a PNG in base64, `input` its first numbers in words where it is no image;
 * `right` is null where that cannot be said.
 */
export interface SampleLook {
  image: string | null;
  input: string;
  truth: string | null;
  guesses: Guess[];
  values: (number | null)[];
  right: boolean | null;
}

/**
 * Predictions for watched inputs; `watched`: named by the user, not the first samples at hand.
 */
export interface SamplesLook {
  run: string;
  step: number;
  epoch: number;
  samples: number;
  held_out: boolean;
  seconds: number;
  kind: 'samples';
  watched: boolean;
  items: SampleLook[];
}

/**
 * An array of a layer, in numbers.
 */
export interface ArrayRow {
  name: string;
  numbers: NumbersOf;
}

/**
 * A layer: its weights, the gradients of these, and its outputs; `dead` is the share of its `units`
 * that are 0 on all samples, where it has ReLUs.
 */
export interface LayerNumbers {
  name: string;
  type: string;
  weights: ArrayRow[];
  gradients: ArrayRow[];
  activations: NumbersOf | null;
  dead: number | null;
  units: number;
}

/**
 * All layers, in the order in which they are called.
 */
export interface StatisticsLook {
  run: string;
  step: number;
  epoch: number;
  samples: number;
  held_out: boolean;
  seconds: number;
  kind: 'statistics';
  layers: LayerNumbers[];
}

/**
 * A run as the panel shows it. `epoch` counts from 0; `position` counts the steps of this epoch,
 * `step` those of the run; `steps` (an epoch's) and `total` (the run's) are null while unknown;
 * `seconds` and `eta` are seconds, `rate` is steps per second; `hyperparameters` are those that may
 * be set while it runs; `spark` holds at most 60 values of the loss, oldest first; `batch_size` is
 * null where batches come as they are; `memory` and `device_memory` are bytes that the kernel and
 * its device (if it tells) have in use; `looks` is what can be asked of the model while the kernel
 * has it.
 */
export interface RunState {
  id: string;
  name: string;
  status: Status;
  epoch: number;
  epochs: number;
  position: number;
  steps: number | null;
  step: number;
  total: number | null;
  seconds: number;
  eta: number | null;
  rate: number | null;
  learning_rate: number | null;
  hyperparameters: { [key: string]: number | null };
  logs: { [key: string]: number | null };
  spark: (number | null)[];
  batch_size: number | null;
  memory: number | null;
  device_memory: number | null;
  looks: LookKind[];
  message: string | null;
}

/**
 * What can be done about a finding: multiply the learning rate by `factor`; restore the weights of
 * the best epoch, `epoch` (from 0; null where it is not known), and multiply the learning rate if
 * there is a `factor`; or change the program as the Keras code `text` shows, which may come along
 * with the others, too.
 */
export interface Advice {
  kind: AdviceKind;
  factor: number | null;
  epoch: number | null;
  text: string | null;
}

/**
 * What a text is made of: the sentence `id` of `keras_lab.sentences` with values, which the front
 * end has in its own language; `about` is the output it is about, where there are several.
 */
export interface Said {
  id: string;
  values: { [key: string]: string };
  about: string;
}

/**
 * Something noted at a step of a run: `kind` is "paused", "resumed", "stopped", "learning_rate",
 * "nan" …, or "finding." and what the doctor found; `layer` is the name of the layer it is about,
 * if it is about one. A finding of overfitting stands at the best epoch's end, before the step at
 * which it was made.
 */
export interface Mark {
  step: number;
  epoch: number;
  kind: string;
  text: string;
  value: number | null;
  action: Advice | null;
  layer: string | null;
  said: Said | null;
}

/**
 * A curve in JSON: `x` is the step of the run (of an epoch series: the step at the epoch's end).
 */
export interface Series {
  name: string;
  kind: SeriesKind;
  x: number[];
  y: (number | null)[];
}

/**
 * The data of `RUN_MIME`. Live: stream the rest over the comm; else `series` is all there is to
 * draw, and `looks` are the last ones that were asked for.
 */
export interface RunBundle {
  version: number;
  run: RunState;
  live: boolean;
  series: Series[];
  marks: Mark[];
  looks: Look[];
}

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

/**
 * A column of the table: what the runs were configured differently by ("value"), what a cell or a
 * sweep set ("set"), or a result ("metric"), of which `better` says whether more or less of it is
 * better, if either.
 */
export interface CompareColumn {
  name: string;
  kind: ColumnKind;
  better: Better | null;
}

/**
 * When steps were done: `seconds` of the run at step `x`.
 */
export interface RunClock {
  x: number[];
  seconds: number[];
}

/**
 * A run among others: `label` is unique among them; `items` are its values in the columns, in their
 * order; `code` is the place of its code in the bundle's `codes`, null where it is not known;
 * `steps` (of an epoch) is null while unknown. One that is still to come ("waiting") has an id of
 * its own, but no curves.
 */
export interface ComparedRun {
  id: string;
  label: string;
  status: RowStatus;
  epoch: number;
  epochs: number;
  steps: number | null;
  seconds: number;
  items: Item[];
  code: number | null;
  clock: RunClock;
  series: Series[];
}

/**
 * A setting in which the runs differ: a value for each run of the bundle, null where it has none.
 */
export interface Difference {
  name: string;
  values: Item[];
}

/**
 * The data of `COMPARE_MIME`. `metrics`: what can be drawn, the most interesting first; `drawn`:
 * what is drawn to begin with; `codes`: the different codes of the runs, null where there was no
 * room for one; `cut`: whether there are more differences than fit in here (for both, ask
 * "runs.details"); `left`: how many combinations of a sweep are still to come, null where it is no
 * sweep.
 */
export interface CompareBundle {
  version: number;
  runs: ComparedRun[];
  columns: CompareColumn[];
  metrics: string[];
  drawn: string[];
  differences: Difference[];
  codes: (string | null)[];
  cut: boolean;
  left: number | null;
}

/**
 * The answer to "runs.details": all that differs, and all codes in full, in the order of the
 * bundle.
 */
export interface Details {
  differences: Difference[];
  codes: string[];
}

/**
 * A run in the list: `started` is seconds since the epoch of the clock, `settings` is what was set
 * and what else people look for, `spark` a few values of the loss.
 */
export interface RunEntry {
  id: string;
  name: string;
  status: RowStatus;
  started: number;
  epoch: number;
  epochs: number;
  step: number;
  seconds: number;
  settings: { [key: string]: Item };
  logs: { [key: string]: number | null };
  spark: (number | null)[];
}

/**
 * The data of `RUNS_MIME`, and the answer to "runs.list": the newest runs of the ledger, of
 * `total`.
 */
export interface RunsBundle {
  version: number;
  runs: RunEntry[];
  total: number;
}

/**
 * What an array is like. `mean`, `std`, `low`, `high` and `zeros` (a share) are of the finite
 * values; `bad` counts the others; `histogram` has equal bins from `low` to `high`, none where
 * nothing is finite.
 */
export interface Distribution {
  name: string;
  shape: number[];
  dtype: string;
  count: number;
  mean: number;
  std: number;
  low: number;
  high: number;
  zeros: number;
  bad: number;
  histogram: number[];
}

/**
 * Data of which a sample can be chosen: a variable's `name`, or "" for what was last trained with.
 */
export interface Samples {
  name: string;
  count: number;
}

/**
 * The answer to `layer.look`: the weights, and what else can be asked. `filters` is how many there
 * are, and `channels` how many each has (0, 0: no convolution); `samples` is empty where no data
 * fit the model.
 */
export interface LayerLook {
  weights: Distribution[];
  filters: number;
  channels: number;
  attends: boolean;
  samples: Samples[];
}

/**
 * Images of one size, side by side. `pixels` is base 64: a byte a pixel (three if `colours`), 0 …
 * 255 from a tile's `low` to its `high`, tile after tile, row after row. `of` tells how many there
 * are in all, `shrunk` by which factor they are smaller than what they show; `bad` counts numbers
 * that are not finite.
 */
export interface Tiles {
  width: number;
  height: number;
  colours: boolean;
  shade: Shade;
  pixels: string;
  titles: string[];
  low: number[];
  high: number[];
  of: number;
  shrunk: number;
  bad: number;
}

/**
 * Something of a sample: as images, or (for a vector) as `bars`; neither where it has too many
 * axes.
 */
export interface Picture {
  tiles: Tiles | null;
  bars: (number | null)[];
}

/**
 * The answer to `layer.activations`: the layer's output for the sample.
 */
export interface Activity {
  numbers: Distribution;
  picture: Picture;
}

/**
 * The answer to `layer.saliency`: the sample, and how the winner's score hangs on each part of it.
 * `winner` is the number of the class and `score` what the model gives it; null where outputs are
 * no classes.
 */
export interface Saliency {
  sample: Picture;
  map: Picture;
  winner: number | null;
  score: number | null;
}

/**
 * A stroke of the pen, or of the eraser: x and y in turn, from 0 to 1000 over the pad.
 */
export interface PadStroke {
  erase: boolean;
  points: number[];
}

/**
 * What the model sees (base64: `height` × `width` bytes, ink is 255) and how likely it thinks each
 * label; null before anything is drawn.
 */
export interface PadAnswer {
  image: string;
  scores: (number | null)[];
}

/**
 * The data of `PAD_MIME`. `centered`: the drawing is moved to the middle and made as large as
 * digits are; `width` of the pen: of the pad's side.
 */
export interface PadBundle {
  version: number;
  id: string;
  model: string;
  height: number;
  width: number;
  labels: string[];
  centered: boolean;
  pen: number;
  strokes: PadStroke[];
  answer: PadAnswer;
}

/**
 * What can be chosen; `layers` are the units of the hidden layers.
 */
export interface PlaygroundSettings {
  layers: number[];
  activation: string;
  optimizer: string;
  learning_rate: number;
  regularization: string;
  regularization_rate: number;
  batch_size: number;
}

/**
 * From what one can choose.
 */
export interface PlaygroundChoices {
  datasets: string[];
  activations: string[];
  optimizers: string[];
  regularizations: string[];
  layers: number;
  units: number;
  classes: number;
}

/**
 * Loss (and accuracy, where classes are predicted) of training and test points after the epochs in
 * `epoch`.
 */
export interface PlaygroundCurves {
  epoch: number[];
  loss: (number | null)[];
  test_loss: (number | null)[];
  accuracy: (number | null)[];
  test_accuracy: (number | null)[];
}

/**
 * All that does not change from epoch to epoch: points (`value`: class or number; `test`: the
 * places of those for testing), the part of the plane that is shown (left, right, bottom, top), the
 * network's form. `sizes` counts the units of inputs and layers, `shown` those that are drawn.
 * `own`: the model is the user's, its form stays.
 */
export interface PlaygroundState {
  id: string;
  task: string;
  labels: string[];
  span: number[];
  window: number[];
  x: number[];
  y: number[];
  value: number[];
  test: number[];
  dataset: string;
  noise: number;
  own: boolean;
  sizes: number[];
  shown: number[];
  activations: string[];
  settings: PlaygroundSettings;
  choices: PlaygroundChoices;
  curves: PlaygroundCurves;
}

/**
 * One moment: `last` is the latest epoch one can go to. Base64: `plane` 60 × 60 bytes, `units`
 * `side` × `side` bytes each, `weights` float32: of each layer the kernel row by row, then the
 * biases.
 */
export interface PlaygroundFrame {
  epoch: number;
  last: number;
  loss: number | null;
  test_loss: number | null;
  accuracy: number | null;
  test_accuracy: number | null;
  plane: string;
  units: string;
  side: number;
  weights: string;
}

/**
 * What every question is answered with; `state` only where it has changed.
 */
export interface PlaygroundAnswer {
  state: PlaygroundState | null;
  frame: PlaygroundFrame;
}

/**
 * The data of `PLAYGROUND_MIME`.
 */
export interface PlaygroundBundle {
  version: number;
  state: PlaygroundState;
  frame: PlaygroundFrame;
}

/**
 * An engine: `version` is null and `devices` is empty until it is `loaded`.
 */
export interface EngineState {
  name: string;
  installed: boolean;
  loaded: boolean;
  in_use: boolean;
  version: string | null;
  devices: string[];
}

/**
 * The answer to "session.devices". `memory`: bytes that the kernel has in use; `device_memory`:
 * those in use on the default device of the engine in use; null where nobody tells.
 */
export interface Devices {
  engines: EngineState[];
  processors: number;
  memory: number | null;
  device_memory: number | null;
}

/**
 * An array in a file: `path` is its place there, `name` that of layer and weight where they are
 * known; `problem` says why it cannot be read.
 */
export interface StoredWeight {
  path: string;
  name: string;
  shape: number[];
  dtype: string;
  problem: string | null;
}

/**
 * What is in a model's file of `size` bytes. `model` is null where there is none, or where
 * `problem` says why it cannot be shown; `left_out`: there are more weights.
 */
export interface FileContents {
  format: FileFormat;
  size: number;
  written_by: string;
  date: string;
  model: ModelBundle | null;
  problem: string | null;
  weights: StoredWeight[];
  left_out: boolean;
}

/**
 * The numbers of the array at `path`, or why there are none.
 */
export interface StoredNumbers {
  path: string;
  numbers: Distribution | null;
  problem: string | null;
}

/**
 * The server's answer: the contents, or (asked with `what=numbers`) the weights in numbers; else
 * `error` is a sentence.
 */
export interface FileAnswer {
  error: string | null;
  contents: FileContents | null;
  numbers: StoredNumbers[] | null;
}

/**
 * Data of a comm_open which the *kernel* sends to the target `keras_lab` when the lab is loaded,
 * and closes at once: a panel that is already there learns that it may now open its own comm with
 * `Hello`. (Before that the kernel knows no such target; comms opened by the front end are the ones
 * that get a subshell.)
 */
export interface Ready {
  type: 'ready';
  version: number;
}

/**
 * Opens the conversation (the data of comm_open too); answered with `StateMessage`.
 */
export interface Hello {
  type: 'hello';
  version: number;
}

/**
 * Asks for the series of a run; answered with `PointsMessage` (reset: true, and where one message
 * cannot hold all series, more of them with reset: false), its marks, then increments; for a run
 * that is over, with the run's state and `FinalMessage` too. A run of an earlier kernel is looked
 * up in the ledger.
 */
export interface Watch {
  type: 'watch';
  run: string;
}

/**
 * Ends a `Watch`.
 */
export interface Unwatch {
  type: 'unwatch';
  run: string;
}

/**
 * Steers a run under way. `step`: `name` is "batch" or "epoch"; `set`: `name` is the
 * hyperparameter, `value` its new value; `extend`: `value` is the number of epochs more. Elsewhere
 * both are null.
 */
export interface Command {
  type: 'command';
  run: string;
  action: Action;
  name: string | null;
  value: number | null;
}

/**
 * A question, `"subject.word"` (see `keras_lab.lab.answers`), answered with `AnswerMessage` of the
 * same `id`, which the front end chooses.
 */
export interface Ask {
  type: 'ask';
  id: number;
  question: string;
  params: { [key: string]: unknown };
}

/**
 * All models and runs: the answer to `Hello`, and again whenever either list changes.
 */
export interface StateMessage {
  type: 'state';
  models: ModelState[];
  runs: RunState[];
}

/**
 * Where a run stands; at most four a second.
 */
export interface RunMessage {
  type: 'run';
  run: RunState;
}

/**
 * Describes one buffer of a `PointsMessage`: `count` x values, then `count` y values, float32.
 */
export interface PointsSeries {
  name: string;
  kind: SeriesKind;
  count: number;
}

/**
 * New points of a watched run; `reset`: forget all points before. One buffer a series, in this
 * order.
 */
export interface PointsMessage {
  type: 'points';
  run: string;
  reset: boolean;
  series: PointsSeries[];
}

/**
 * A new mark of a watched run.
 */
export interface MarkMessage {
  type: 'mark';
  run: string;
  mark: Mark;
}

/**
 * A run is over: the bundle (MIME type to data, ≤ 60 kB) that replaces its live output in the
 * notebook, should the output still be live (after a reload of the tab, the kernel's update of the
 * display reaches nobody).
 */
export interface FinalMessage {
  type: 'final';
  run: string;
  bundle: { [key: string]: unknown };
}

/**
 * The answer to an `Ask`: the `text` of all `parts` put together is JSON; or `error` says why there
 * is none. Parts come in order, `part` counts from 0.
 */
export interface AnswerMessage {
  type: 'answer';
  id: number;
  part: number;
  parts: number;
  text: string;
  error: string | null;
}

/**
 * The answer to a message that could not be followed.
 */
export interface ErrorMessage {
  type: 'error';
  message: string;
}
