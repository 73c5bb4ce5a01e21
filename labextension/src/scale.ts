/** Axes: from data to pixels, and where to put the ticks. */

/** Maps the interval `low`…`high` of the data to `from`…`to` in pixels. */
export interface Scale {
  low: number;
  high: number;
  log: boolean;
  toPixel: (value: number) => number;
  toValue: (pixel: number) => number;
}

export function makeScale(low: number, high: number, from: number, to: number, log = false): Scale {
  const forward = log ? Math.log10 : (value: number): number => value;
  const start = forward(low);
  const span = forward(high) - start || 1;
  return {
    low,
    high,
    log,
    toPixel: value => from + ((forward(value) - start) / span) * (to - from),
    toValue: pixel => {
      const value = start + ((pixel - from) / (to - from)) * span;
      return log ? 10 ** value : value;
    }
  };
}

/** At most about `count` round numbers between `low` and `high`. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) {
    return [low];
  }
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** Powers of ten, with 2 and 5 between them where there are few. */
export function logTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high / low);
  const factors = decades < count / 3 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const ticks: number[] = [];
  const last = Math.ceil(Math.log10(high));
  for (let power = Math.floor(Math.log10(low)); power <= last; power += every) {
    for (const factor of factors) {
      ticks.push(Number((factor * 10 ** power).toPrecision(12)));
    }
  }
  const inside = ticks.filter(tick => tick >= low * 0.999 && tick <= high * 1.001);
  return inside.length >= 2 ? inside : linearTicks(low, high, count);
}
