// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

import type { ModelState } from './models';
import type { Mark, RunState, SeriesKind } from './runs';

export type Action = 'stop' | 'pause' | 'resume' | 'step' | 'set' | 'extend' | 'evaluate' | 'checkpoint' | 'restore_best';

export type FrontEndMessage = Hello | Watch | Unwatch | Command | Ask;

export type KernelMessage = StateMessage | RunMessage | PointsMessage | MarkMessage | FinalMessage | AnswerMessage | ErrorMessage;

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
