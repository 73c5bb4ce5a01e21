// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export type Shade = 'grey' | 'heat';

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
