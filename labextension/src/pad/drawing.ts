/** A drawing in the making: strokes of the pen and of the eraser. */

import type { PadStroke } from '../protocol';

export const RANGE = 1000;
const APART = 8; // between two points that are kept
const MOST_NUMBERS = 18_000;

/** Coordinates go from 0 to `RANGE`. */
export class Drawing {
  strokes: PadStroke[] = [];
  erasing = false;
  private _open: PadStroke | null = null;

  get empty(): boolean {
    return this.strokes.length === 0;
  }

  /** Puts the pen down. */
  begin(x: number, y: number): void {
    this._open = { erase: this.erasing, points: [inside(x), inside(y)] };
    this.strokes = [...this.strokes, this._open];
  }

  /** Moves the pen; tells whether that is worth drawing. */
  move(x: number, y: number): boolean {
    const points = this._open?.points;
    if (!points || this._full()) {
      return false;
    }
    const [px = 0, py = 0] = points.slice(-2);
    if (Math.hypot(x - px, y - py) < APART) {
      return false;
    }
    points.push(inside(x), inside(y));
    return true;
  }

  /** Lifts the pen. */
  end(): void {
    this._open = null;
  }

  get down(): boolean {
    return this._open !== null;
  }

  undo(): void {
    this.end();
    this.strokes = this.strokes.slice(0, -1);
  }

  clear(): void {
    this.end();
    this.strokes = [];
  }

  private _full(): boolean {
    return this.strokes.reduce((sum, stroke) => sum + stroke.points.length, 0) > MOST_NUMBERS;
  }
}

function inside(value: number): number {
  return Math.round(Math.min(RANGE, Math.max(0, value)));
}
