/** Undo and redo. */

const MOST = 200;

/** The states something had. Changes with the same key, one after the other, count as one. */
export class History<State> {
  private _past: State[] = [];
  private _future: State[] = [];
  private _key: string | null = null;

  constructor(private _now: State) {}

  get now(): State {
    return this._now;
  }

  get canUndo(): boolean {
    return this._past.length > 0;
  }

  get canRedo(): boolean {
    return this._future.length > 0;
  }

  push(state: State, key: string | null = null): void {
    if (key === null || key !== this._key) {
      this._past = [...this._past, this._now].slice(-MOST);
    }
    this._future = [];
    this._key = key;
    this._now = state;
  }

  /** Puts another state in the place of the present one. */
  replace(state: State): void {
    this._now = state;
  }

  /** Tells whether there was anything to undo. */
  undo(): boolean {
    const before = this._past.pop();
    if (before === undefined) {
      return false;
    }
    this._future.push(this._now);
    this._now = before;
    this._key = null;
    return true;
  }

  redo(): boolean {
    const after = this._future.pop();
    if (after === undefined) {
      return false;
    }
    this._past.push(this._now);
    this._now = after;
    this._key = null;
    return true;
  }
}
