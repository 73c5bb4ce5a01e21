/** How runs are told apart: a colour each, and a dash where there are more runs than colours. */

import { COLORS, lineColor } from '../chartData';
import { svg } from '../dom';

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

export interface RunLook {
  color: string;
  dash: number[];
}

/** The look of the run number `index`. */
export function runLook(index: number): RunLook {
  const dash = DASHES[Math.floor(index / COLORS) % DASHES.length] ?? [];
  return { color: lineColor(index), dash };
}

/** A piece of the run's line. */
export function swatch(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'kl-Swatch', viewBox: '0 0 20 6', 'aria-hidden': 'true' },
    svg('path', { d: 'M0 3H20' })
  );
}

/** Gives a swatch, or another line, the look of a run. */
export function applyLook(node: Element, look: RunLook): void {
  const path = node.localName === 'svg' ? node.firstElementChild : node;
  path?.setAttribute('stroke', look.color);
  path?.setAttribute('stroke-dasharray', look.dash.join(' ') || 'none');
}
