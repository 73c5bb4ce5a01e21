/** Outputs of things that go on living in the kernel: the notebook keeps their last picture. */

import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';

/** What an output is to hold from now on. */
export interface Kept {
  /** Whether an output's data are those of the thing. */
  fits: (data: JSONObject) => boolean;
  bundle: JSONObject;
}

interface Outputs {
  length: number;
  get(index: number): { data: JSONObject; toJSON(): JSONObject };
  set(index: number, value: PartialJSONObject): void;
}

/** Puts the bundle where the notebook holds an older picture of the same thing. */
export function keepOutput(cells: Iterable<{ outputs?: Outputs }>, kept: Kept): void {
  for (const { outputs } of cells) {
    for (let i = 0; i < (outputs?.length ?? 0); i++) {
      const output = outputs?.get(i);
      if (output && kept.fits(output.data)) {
        outputs?.set(i, { ...output.toJSON(), data: kept.bundle });
      }
    }
  }
}

/** Calls `save` once nothing has happened for a while. */
export class SaveSoon {
  private _timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly _save: () => void,
    private readonly _wait = 1200
  ) {}

  touch(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(this._save, this._wait);
  }

  dispose(): void {
    clearTimeout(this._timer);
  }
}
