/** Where things are: units of the network, weights in the message, points in the plane. */

import type { PlaygroundState } from '../protocol';

export const NODE = 34;
const ROW = 46;

export interface Place {
  x: number;
  y: number;
}

/** A weight: `source` is null for a bias. `at` is its place in the message. */
export interface Weight {
  layer: number;
  source: number | null;
  unit: number;
  at: number;
}

/** How high the network is drawn. */
export function networkHeight(shown: number[]): number {
  return Math.max(...shown) * ROW;
}

/** The middle of a unit, in a drawing of this width. */
export function placeOf(shown: number[], column: number, unit: number, width: number): Place {
  const count = shown[column] ?? 1;
  const across = (width - NODE) / Math.max(shown.length - 1, 1);
  return {
    x: NODE / 2 + column * across,
    y: networkHeight(shown) / 2 + (unit - (count - 1) / 2) * ROW
  };
}

/** All weights that are shown: of each layer the kernel row by row, then the biases. */
export function weightsOf(shown: number[]): Weight[] {
  const found: Weight[] = [];
  for (let layer = 0; layer + 1 < shown.length; layer++) {
    for (let source = 0; source <= (shown[layer] ?? 0); source++) {
      for (let unit = 0; unit < (shown[layer + 1] ?? 0); unit++) {
        const from = source < (shown[layer] ?? 0) ? source : null;
        found.push({ layer, source: from, unit, at: found.length });
      }
    }
  }
  return found;
}

/** The line from one unit to the next. */
export function linePath(from: Place, to: Place): string {
  const [x1, x2] = [from.x + NODE / 2, to.x - NODE / 2];
  const bend = (x1 + x2) / 2;
  return `M${x1} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${x2} ${to.y}`;
}

/** px. */
export function lineWidth(weight: number): number {
  return 0.5 + Math.min(Number.isFinite(weight) ? Math.abs(weight) : 0, 4) * 1.3;
}

type Window = Pick<PlaygroundState, 'window'>['window'];

/** From a place in the plane to shares of the canvas, from the top left. */
export function toShare([left = 0, right = 1, bottom = 0, top = 1]: Window, at: Place): Place {
  return { x: (at.x - left) / (right - left), y: (top - at.y) / (top - bottom) };
}

/** The reverse. */
export function fromShare([left = 0, right = 1, bottom = 0, top = 1]: Window, at: Place): Place {
  return { x: left + at.x * (right - left), y: top - at.y * (top - bottom) };
}
