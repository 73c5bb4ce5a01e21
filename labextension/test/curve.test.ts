import { describe, expect, it } from 'vitest';

import { Curve, smoothed } from '../src/curve';

function filled(length: number, y: (i: number) => number): Curve {
  const curve = new Curve();
  for (let i = 0; i < length; i++) {
    curve.append([i], [y(i)]);
  }
  return curve;
}

describe('Curve', () => {
  it('keeps every point while there are few', () => {
    const curve = filled(4000, i => i);
    expect(curve.x).toHaveLength(4000);
    expect(curve.y[1234]).toBe(1234);
  });

  it('stays bounded, in order, and evenly fine over a long run', () => {
    const curve = filled(100_000, i => Math.sin(i));
    expect(curve.x.length).toBeLessThanOrEqual(4000);
    expect(curve.x).toEqual([...curve.x].sort((a, b) => a - b));
    const early = curve.x.filter(x => x < 25_000).length;
    const late = curve.x.filter(x => x >= 25_000 && x < 50_000).length;
    expect(Math.abs(early - late)).toBeLessThan(0.1 * late);
  });

  it('keeps spikes and gaps', () => {
    const curve = filled(50_000, i =>
      i === 777 ? 99 : i === 30_001 ? NaN : i === 40_000 ? -7 : 1
    );
    expect(Math.max(...curve.y.filter(Number.isFinite))).toBe(99);
    expect(Math.min(...curve.y.filter(Number.isFinite))).toBe(-7);
    expect(curve.x[curve.y.findIndex(Number.isNaN)]).toBe(30_001);
  });

  it('finds the nearest point', () => {
    const curve = new Curve();
    expect(curve.nearest(3)).toBe(-1);
    curve.append([0, 10, 20], [1, 2, 3]);
    expect([-5, 4, 6, 14, 99].map(x => curve.nearest(x))).toEqual([0, 0, 1, 1, 2]);
  });
});

describe('smoothing', () => {
  it('leaves a constant as it is, from the first value on', () => {
    for (const value of smoothed([3, 3, 3], 0.9)) {
      expect(value).toBeCloseTo(3);
    }
  });

  it('draws values towards those before, and keeps gaps', () => {
    const [first, gap, last] = smoothed([0, NaN, 1], 0.5);
    expect([first, gap]).toEqual([0, NaN]);
    expect(last).toBeCloseTo(2 / 3);
  });
});
