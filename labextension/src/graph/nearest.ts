/** Walking from box to box by the arrow keys. */

import type { Place } from './viewport';

export type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

export function isDirection(key: string): key is Direction {
  return ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(key);
}

/** The box next to `from` in a direction; what lies aside counts as farther. */
export function nearest<T extends Place>(from: T, all: readonly T[], key: Direction): T | null {
  let best: T | null = null;
  let least = Infinity;
  for (const other of all) {
    const { along, aside } = distance(from, other, key);
    if (other !== from && along > 1 && along + 2 * aside < least) {
      least = along + 2 * aside;
      best = other;
    }
  }
  return best;
}

function distance(from: Place, to: Place, key: Direction): { along: number; aside: number } {
  const dx = to.x + to.width / 2 - from.x - from.width / 2;
  const dy = to.y + to.height / 2 - from.y - from.height / 2;
  const forward = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1;
  const upright = key === 'ArrowDown' || key === 'ArrowUp';
  const [along, aside] = upright ? [dy, dx] : [dx, dy];
  return { along: along * forward, aside: Math.abs(aside) };
}
