import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { best, shownPlaces } from '../src/pad/bars';
import { Drawing } from '../src/pad/drawing';
import { paintBytes } from '../src/playground/colors';
import { curvePath, withFrame } from '../src/playground/curves';
import { fromShare, lineWidth, placeOf, toShare, weightsOf } from '../src/playground/geometry';
import { INTERVAL, Player } from '../src/playground/player';
import type { PlaygroundAnswer, PlaygroundCurves, PlaygroundFrame } from '../src/protocol';

function frame(epoch: number, last: number, loss: number): PlaygroundFrame {
  const none = { accuracy: null, test_accuracy: null, plane: '', units: '', side: 12, weights: '' };
  return { epoch, last, loss, test_loss: loss, ...none };
}

const curves: PlaygroundCurves = {
  epoch: [0, 5, 10],
  loss: [3, 2, 1],
  test_loss: [3, 2, 1],
  accuracy: [null, null, null],
  test_accuracy: [null, null, null]
};

describe('what the player asks', () => {
  let asked: string[];
  let answer: (() => void) | null;
  let player: Player;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    player = new Player(
      (word, params) => {
        asked.push(`${word} ${JSON.stringify(params)}`);
        return new Promise<PlaygroundAnswer>(resolve => {
          answer = () => {
            resolve({ state: null, frame: frame(1, 1, 1) });
          };
        });
      },
      () => undefined,
      () => undefined,
      () => undefined
    );
  });
  afterEach(() => {
    player.dispose();
    vi.useRealTimers();
  });

  it('waits for the answer, and is not asked more than eight times a second', async () => {
    player.play(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(['advance {"epochs":5}']);
    answer?.();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    answer?.();
    await vi.advanceTimersByTimeAsync(INTERVAL - 10);
    expect(asked).toHaveLength(2);
    player.play(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    expect(player.idle).toBe(true);
  });

  it('puts wishes first, and only the newest of a kind', async () => {
    player.play(true);
    await vi.advanceTimersByTimeAsync(1);
    for (const value of [1, 2, 3]) {
      player.wish('edit', { value }, 'edit 4');
    }
    player.wish('draw', { points: [1] });
    player.wish('draw', { points: [2] });
    for (let i = 0; i < 4; i++) {
      answer?.();
      await vi.advanceTimersByTimeAsync(INTERVAL);
    }
    expect(asked.slice(1, 4)).toEqual([
      'edit {"value":3}',
      'draw {"points":[1]}',
      'draw {"points":[2]}'
    ]);
    expect(asked[4]).toMatch(/^advance/);
  });
});

describe('curves', () => {
  it('keep what is ahead while one looks back, and drop the way not taken', () => {
    expect(withFrame(curves, frame(5, 10, 2)).epoch).toEqual([0, 5, 10]);
    const on = withFrame(curves, frame(6, 6, 9));
    expect(on.epoch).toEqual([0, 5, 6]);
    expect(on.loss).toEqual([3, 2, 9]);
    expect(withFrame(curves, frame(15, 15, 0.5)).loss).toEqual([3, 2, 1, 0.5]);
  });

  it('are interrupted where there is no value', () => {
    expect(curvePath([0, 5, 10, 15], [2, null, 1, 0], 20, 2, 100, 10)).toBe(
      'M0.0 0.0M50.0 5.0L75.0 10.0'
    );
  });
});

describe('the network', () => {
  it('knows the places of its weights in the message', () => {
    const weights = weightsOf([2, 3, 1]);
    expect(weights).toHaveLength(2 * 3 + 3 + 3 + 1);
    expect(weights[5]).toEqual({ layer: 0, source: 1, unit: 2, at: 5 });
    expect(weights[7]).toEqual({ layer: 0, source: null, unit: 1, at: 7 });
    expect(weights[12]).toEqual({ layer: 1, source: null, unit: 0, at: 12 });
  });

  it('is drawn between the edges, with bounded lines', () => {
    const [first, last] = [placeOf([2, 3, 1], 0, 0, 300), placeOf([2, 3, 1], 2, 0, 300)];
    expect([first.x, last.x]).toEqual([17, 283]);
    expect(last.y).toBe(placeOf([2, 3, 1], 1, 1, 300).y);
    expect(lineWidth(-2)).toBe(lineWidth(2));
    expect(lineWidth(1000)).toBe(lineWidth(4));
    expect(lineWidth(NaN)).toBeGreaterThan(0);
  });

  it('shows the plane the right way up', () => {
    const window = [-1, 3, 0, 10];
    expect(toShare(window, { x: 0, y: 10 })).toEqual({ x: 0.25, y: 0 });
    expect(fromShare(window, { x: 0.25, y: 1 })).toEqual({ x: 0, y: 0 });
  });

  it('is orange below, paper in between and blue above', () => {
    const pixels = new Uint8ClampedArray(12);
    paintBytes([0, 127.5, 255], 'between', [255, 255, 255], pixels);
    expect(pixels[0]).toBeGreaterThan(pixels[2] ?? 0);
    expect([...pixels.slice(4, 8)]).toEqual([255, 255, 255, 255]);
    expect(pixels[10]).toBeGreaterThan(pixels[8] ?? 0);
  });
});

describe('the pad', () => {
  it('keeps points that are apart, inside of the sheet', () => {
    const drawing = new Drawing();
    expect(drawing.move(1, 1)).toBe(false);
    drawing.begin(10.4, -50);
    expect(drawing.move(12, 0)).toBe(false);
    expect(drawing.move(2000, 500)).toBe(true);
    drawing.end();
    drawing.erasing = true;
    drawing.begin(5, 5);
    expect(drawing.strokes).toEqual([
      { erase: false, points: [10, 0, 1000, 500] },
      { erase: true, points: [5, 5] }
    ]);
    drawing.undo();
    expect(drawing.strokes).toHaveLength(1);
  });

  it('shows of many labels the likeliest', () => {
    const many = Array.from({ length: 30 }, (_, i) => (i === 20 ? 0.9 : 0.1 / (i + 1)));
    expect(shownPlaces(many)[0]).toBe(20);
    expect(shownPlaces(many)).toHaveLength(12);
    expect(shownPlaces([0.1, 0.9])).toEqual([0, 1]);
    expect(best([null, null])).toBe(-1);
    expect(best([0.2, 0.7, 0.1])).toBe(1);
  });
});
