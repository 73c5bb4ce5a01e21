// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

import type { Distribution } from './layers';
import type { ModelBundle } from './models';

export const FILES_ADDRESS = 'keras-lab/file';

export type FileFormat = 'keras' | 'hdf5' | 'weights';

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
