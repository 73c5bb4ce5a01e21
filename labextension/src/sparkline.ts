/** A curve the size of a word. */

import { svg } from './dom';

const WIDTH = 120;
const HEIGHT = 24;

/** An SVG of the values, the gaps left out; `label` says what it shows. */
export function sparkline(label: string): SVGSVGElement {
  return svg(
    'svg',
    { class: 'kl-Spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    svg('path')
  );
}

export function updateSparkline(node: SVGSVGElement, values: (number | null)[]): void {
  node.firstElementChild?.setAttribute('d', sparkPath(values));
}

/** The path through the finite values, from the left edge to the right, interrupted at gaps. */
export function sparkPath(values: (number | null)[]): string {
  const finite = values.filter(value => value !== null);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  let command = 'M';
  const parts: string[] = [];
  values.forEach((value, i) => {
    if (value === null) {
      command = 'M';
      return;
    }
    const x = 1 + (i / Math.max(1, values.length - 1)) * (WIDTH - 2);
    const y = HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4);
    parts.push(`${command}${x.toFixed(1)} ${y.toFixed(1)}`);
    command = 'L';
  });
  return parts.join('');
}
