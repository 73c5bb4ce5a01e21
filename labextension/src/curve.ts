/** One curve, kept small enough to draw: spikes and gaps survive the compaction. */

const LIMIT = 4000;

/** Points of a curve in the order of their x; a y that is not finite is a gap. */
export class Curve {
  x: number[] = [];
  y: number[] = [];
  private _width = 1;

  clear(): void {
    this.x = [];
    this.y = [];
    this._width = 1;
  }

  append(x: ArrayLike<number>, y: ArrayLike<number>): void {
    for (let i = 0; i < x.length; i++) {
      this.x.push(x[i] ?? NaN);
      this.y.push(y[i] ?? NaN);
    }
    if (this.x.length > LIMIT) {
      this._halve();
    }
  }

  /** The index of the point nearest to `x`, or -1 where there is none. */
  nearest(x: number): number {
    let low = 0;
    let high = this.x.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.x[middle] ?? 0) < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const before = Math.abs((this.x[low - 1] ?? Infinity) - x);
    const after = Math.abs((this.x[low] ?? Infinity) - x);
    return this.x.length === 0 || before < after ? low - 1 : low;
  }

  /** Puts the points into bins, which widen only where half of the room would not be free again. */
  private _halve(): void {
    this._compact();
    while (this.x.length > LIMIT / 2) {
      this._width *= 2;
      this._compact();
    }
  }

  /** Of each bin as wide as `_width` keeps the minimum, the maximum and whether there was a gap. */
  private _compact(): void {
    const { x, y } = this;
    const kept: number[] = [];
    for (let start = 0, end = 0; start < x.length; start = end) {
      const bin = this._bin(x[start]);
      while (end < x.length && this._bin(x[end]) === bin) {
        end++;
      }
      kept.push(...extremes(y, start, end));
    }
    this.x = kept.map(i => x[i] ?? NaN);
    this.y = kept.map(i => y[i] ?? NaN);
  }

  private _bin(x = NaN): number {
    return Math.floor(x / this._width);
  }
}

/**
 * The values as an exponential moving average, each `weight` of the one before and the rest of its own; the first
 * ones are corrected for having few before them. A gap stays a gap.
 */
export function smoothed(y: number[], weight: number): number[] {
  let mean = 0;
  let share = 1;
  return y.map(value => {
    if (!Number.isFinite(value)) {
      return value;
    }
    mean = weight * mean + (1 - weight) * value;
    share *= weight;
    return mean / (1 - share);
  });
}

/** Indices of the smallest, the largest and the first missing value, in order of appearance. */
function extremes(y: number[], start: number, end: number): number[] {
  let low = -1;
  let high = -1;
  let gap = -1;
  for (let i = start; i < end; i++) {
    const value = y[i] ?? NaN;
    if (!Number.isFinite(value)) {
      gap = gap < 0 ? i : gap;
      continue;
    }
    if (low < 0 || value < (y[low] ?? NaN)) {
      low = i;
    }
    if (high < 0 || value > (y[high] ?? NaN)) {
      high = i;
    }
  }
  return [...new Set([low, high, gap])].filter(i => i >= 0).sort((a, b) => a - b);
}
