// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

import type { Series } from './runs';

export const COMPARE_MIME = 'application/vnd.keras-lab.compare+json';
export const RUNS_MIME = 'application/vnd.keras-lab.runs+json';

export type RowStatus = 'running' | 'paused' | 'done' | 'stopped' | 'interrupted' | 'failed' | 'waiting';

export type ColumnKind = 'value' | 'set' | 'metric';

export type Better = 'more' | 'less';

export type Item = string | number | boolean | null;

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
