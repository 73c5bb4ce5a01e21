// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export type LookKind = 'confusion' | 'residuals' | 'samples' | 'statistics';

export type Look = ConfusionLook | ResidualsLook | SamplesLook | StatisticsLook;

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
