// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export const PLAYGROUND_MIME = 'application/vnd.keras-lab.playground+json';
export const PLANE_SIDE = 60;

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
