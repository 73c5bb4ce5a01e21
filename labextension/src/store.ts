/** What the front end knows of a kernel: its models, its runs and their curves. */

import { Signal, type ISignal } from '@lumino/signaling';

import { Curve } from './curve';
import type {
  KernelMessage,
  Look,
  Mark,
  ModelState,
  PointsMessage,
  RunBundle,
  RunState,
  SeriesKind
} from './protocol';

/** A named curve of a run: per step or per epoch. */
export interface RunSeries {
  name: string;
  kind: SeriesKind;
  curve: Curve;
}

/** A run with all that there is to draw. */
export class RunRecord {
  readonly series = new Map<string, RunSeries>();
  marks: Mark[] = [];
  /** What a notebook's output holds of looks at the model. */
  looks: Look[] = [];
  /** Whether the points have arrived (at least the answer to the first `watch`). */
  complete = false;

  constructor(public state: RunState) {}

  /** A record of what a notebook's output holds. */
  static fromBundle(bundle: RunBundle): RunRecord {
    const record = new RunRecord(bundle.run);
    for (const { name, kind, x, y } of bundle.series) {
      record.curve(name, kind).append(
        x,
        y.map(value => value ?? NaN)
      );
    }
    record.marks = bundle.marks;
    record.looks = (bundle as Partial<RunBundle>).looks ?? []; // notebooks of before have none
    return record;
  }

  curve(name: string, kind: SeriesKind): Curve {
    const key = `${kind}:${name}`;
    const found = this.series.get(key);
    if (found) {
      return found.curve;
    }
    const made = { name, kind, curve: new Curve() };
    this.series.set(key, made);
    return made.curve;
  }

  addPoints(message: PointsMessage, buffers: (ArrayBuffer | ArrayBufferView)[]): void {
    if (message.reset) {
      this.series.clear();
    }
    message.series.forEach(({ name, kind, count }, i) => {
      const values = floats(buffers[i]);
      this.curve(name, kind).append(values.subarray(0, count), values.subarray(count, 2 * count));
    });
    this.complete = true;
  }
}

/** Whether the run is still under way. */
export function isActive(run: RunState): boolean {
  return run.status === 'running' || run.status === 'paused';
}

/** Models and runs of one kernel; emits `changed` with the id of a run, or null for the lists. */
export class Store {
  models: ModelState[] = [];
  private readonly _runs = new Map<string, RunRecord>();
  /** Runs of the ledger that are only looked at: the kernel's lists do not name them. */
  private readonly _visitors = new Map<string, RunRecord>();
  private readonly _changed = new Signal<this, string | null>(this);

  get changed(): ISignal<this, string | null> {
    return this._changed;
  }

  /** Runs in the order in which they began. */
  get runs(): RunRecord[] {
    return [...this._runs.values()];
  }

  /** The run under way that began last, else the last run. */
  get latest(): RunRecord | undefined {
    const runs = this.runs;
    return runs.findLast(run => isActive(run.state)) ?? runs.at(-1);
  }

  run(id: string): RunRecord | undefined {
    return this._runs.get(id) ?? this._visitors.get(id);
  }

  /** Nobody looks at the run any longer: one that the kernel does not name is forgotten. */
  forget(id: string): void {
    this._visitors.delete(id);
  }

  clear(): void {
    this.models = [];
    this._runs.clear();
    this._visitors.clear();
    this._changed.emit(null);
  }

  /** Takes in a message of the kernel; `final` and `error` are other people's business. */
  receive(message: KernelMessage, buffers: (ArrayBuffer | ArrayBufferView)[] = []): void {
    switch (message.type) {
      case 'state':
        this._setState(message.models, message.runs);
        break;
      case 'run':
        this._setRun(message.run);
        break;
      case 'points':
        this.run(message.run)?.addPoints(message, buffers);
        this._changed.emit(message.run);
        break;
      case 'mark':
        this.run(message.run)?.marks.push(message.mark);
        this._changed.emit(message.run);
        break;
    }
  }

  private _setState(models: ModelState[], runs: RunState[]): void {
    const ids = new Set(runs.map(run => run.id));
    this.models = models;
    for (const id of this._runs.keys()) {
      if (!ids.has(id)) {
        this._runs.delete(id);
      }
    }
    // The kernel names the newest first.
    for (const run of runs.toReversed()) {
      put(this._runs, run);
    }
    this._changed.emit(null);
  }

  private _setRun(run: RunState): void {
    const isNew = !this.run(run.id);
    put(this._runs.has(run.id) || isActive(run) ? this._runs : this._visitors, run);
    this._changed.emit(isNew ? null : run.id);
  }
}

function put(records: Map<string, RunRecord>, run: RunState): void {
  const record = records.get(run.id);
  if (record) {
    record.state = run;
  } else {
    records.set(run.id, new RunRecord(run));
  }
}

/** A buffer of a message as float32, whatever its alignment in the frame it came in. */
function floats(buffer: ArrayBuffer | ArrayBufferView | undefined): Float32Array {
  if (buffer === undefined) {
    return new Float32Array();
  }
  if (buffer instanceof ArrayBuffer) {
    return new Float32Array(buffer);
  }
  const { byteOffset, byteLength } = buffer;
  return new Float32Array(buffer.buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
}
