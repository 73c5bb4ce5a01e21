import { beforeAll, describe, expect, it, vi } from 'vitest';

import { axisEnd, bestPoint, lastStep, makeLines, pointAt, yRange } from '../src/chartData';
import { linearTicks, logTicks, makeScale } from '../src/scale';
import { RunRecord } from '../src/store';
import { runState } from './fakes';

beforeAll(() => {
  vi.stubGlobal('document', { body: { dataset: {} } });
});

function record(): RunRecord {
  const made = new RunRecord(runState());
  made.curve('loss', 'step').append([0, 1, 2], [4, NaN, 2]);
  made.curve('accuracy', 'step').append([0], [0.5]);
  made.curve('val_loss', 'epoch').append([2], [0]);
  made.curve('loss', 'epoch').append([2], [3]);
  return made;
}

describe('lines', () => {
  it('join the values per step and per epoch, validation next to its metric', () => {
    const lines = makeLines(record(), () => true);
    expect(lines.map(line => line.name)).toEqual(['loss', 'val_loss', 'accuracy']);
    expect(lines.map(line => line.dashed)).toEqual([false, true, false]);
    expect(new Set(lines.map(line => line.color)).size).toBe(3);
    expect(lines[0]?.epoch?.y).toEqual([3]);
    expect(lines[1]?.step).toBeNull();
  });

  it('fill a range without the gaps, and without zero on a log axis', () => {
    const lines = makeLines(record(), name => name.endsWith('loss'));
    const all = { low: 0, high: 10 };
    expect(yRange(lines, false, all)).toEqual({ low: -0.24, high: 4.24 });
    expect(yRange(lines, true, all)?.low).toBeCloseTo(2 / 1.15);
    expect(yRange([], false, all)).toBeNull();
    expect(yRange(lines, false, { low: 0, high: 1 })).toEqual({ low: 3.6, high: 4.4 });
    expect(lastStep(lines)).toBe(2);
    expect(pointAt(lines[0] as never, 1.9)).toEqual({ x: 2, y: 2 });
  });
});

describe('the best epoch', () => {
  const best = (name: string, ...y: number[]): number | undefined => {
    const made = new RunRecord(runState());
    made.curve(name, 'epoch').append(
      y.map((_, i) => i + 1),
      y
    );
    const [line] = makeLines(made, () => true);
    return line && (bestPoint(line)?.x ?? undefined);
  };

  it('has the lowest loss or error, or the highest accuracy', () => {
    expect(best('val_loss', 3, NaN, 1, 2)).toBe(3);
    expect(best('mean_absolute_error', 3, 1, 2)).toBe(2);
    expect(best('val_accuracy', 0.1, 0.9, 0.8)).toBe(2);
  });

  it('is unknown for other metrics, and of one epoch', () => {
    expect(best('temperature', 1, 2)).toBeUndefined();
    expect(best('loss', 1)).toBeUndefined();
  });
});

describe('the x axis', () => {
  it('is at least half filled, and grows by doubling up to the whole run', () => {
    const lines = makeLines(record(), () => true);
    expect(axisEnd(lines, 1000, null)).toBe(1000 / 256);
    expect(axisEnd(lines, 1000, 100)).toBe(125);
    expect(axisEnd(lines, 2, null)).toBe(2);
    expect(axisEnd([], 0, null)).toBe(1);
  });
});

describe('scales', () => {
  it('go back and forth', () => {
    for (const log of [false, true]) {
      const scale = makeScale(1, 100, 200, 0, log);
      expect(scale.toPixel(1)).toBeCloseTo(200);
      expect(scale.toPixel(100)).toBeCloseTo(0);
      expect(scale.toValue(scale.toPixel(10))).toBeCloseTo(10);
    }
    expect(makeScale(1, 100, 200, 0, true).toPixel(10)).toBeCloseTo(100);
  });

  it('have round ticks', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-0.3, 0.3, 3)).toEqual([-0.2, 0, 0.2]);
    expect(linearTicks(5, 5, 3)).toEqual([5]);
    expect(logTicks(0.001, 100, 6)).toEqual([0.001, 0.01, 0.1, 1, 10, 100]);
    expect(logTicks(0.3, 4, 5)).toEqual([0.5, 1, 2]);
  });
});
