/** The losses so far, as they come in. */

import type { PlaygroundCurves, PlaygroundFrame } from '../protocol';

const MOST = 400;

/** Takes in a moment; what had come after the latest epoch there is now belongs to a way not taken. */
export function withFrame(curves: PlaygroundCurves, frame: PlaygroundFrame): PlaygroundCurves {
  const before = count(curves, epoch => epoch < frame.epoch);
  const after = count(curves, epoch => epoch <= frame.epoch);
  const end = Math.max(
    after,
    count(curves, epoch => epoch <= frame.last)
  );
  const merged = {
    epoch: [...curves.epoch.slice(0, before), frame.epoch, ...curves.epoch.slice(after, end)],
    loss: spliced(curves.loss, frame.loss),
    test_loss: spliced(curves.test_loss, frame.test_loss),
    accuracy: spliced(curves.accuracy, frame.accuracy),
    test_accuracy: spliced(curves.test_accuracy, frame.test_accuracy)
  };
  return merged.epoch.length > MOST ? thinned(merged) : merged;

  function spliced(values: (number | null)[], value: number | null): (number | null)[] {
    return [...values.slice(0, before), value, ...values.slice(after, end)];
  }
}

function count(curves: PlaygroundCurves, fits: (epoch: number) => boolean): number {
  return curves.epoch.filter(fits).length;
}

/** Every second moment, and the last one. */
function thinned(curves: PlaygroundCurves): PlaygroundCurves {
  const keep = <T>(values: T[]): T[] =>
    values.filter((_, i) => i % 2 === 0 || i === values.length - 1);
  return {
    epoch: keep(curves.epoch),
    loss: keep(curves.loss),
    test_loss: keep(curves.test_loss),
    accuracy: keep(curves.accuracy),
    test_accuracy: keep(curves.test_accuracy)
  };
}

/** The path of a curve in a box of this size: from epoch 0 to `last`, from 0 to `most`. */
export function curvePath(
  epochs: number[],
  values: (number | null)[],
  last: number,
  most: number,
  width: number,
  height: number
): string {
  let command = 'M';
  return values
    .map((value, i) => {
      if (value === null) {
        command = 'M';
        return '';
      }
      const x = (width * (epochs[i] ?? 0)) / Math.max(last, 1);
      const y = height * (1 - value / (most || 1));
      const part = `${command}${x.toFixed(1)} ${y.toFixed(1)}`;
      command = 'L';
      return part;
    })
    .join('');
}
