// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

import type { Look, LookKind } from './looks';

export const RUN_MIME = 'application/vnd.keras-lab.run+json';

export type Status = 'running' | 'paused' | 'done' | 'stopped' | 'interrupted' | 'failed';

export type SeriesKind = 'step' | 'epoch';

export type AdviceKind = 'learning_rate' | 'restore_best' | 'code';

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
