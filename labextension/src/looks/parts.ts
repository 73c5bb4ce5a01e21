/** What the views of looks share: shares in words, small histograms, facts. */

import { element, svg } from '../dom';
import { formatNumber } from '../format';
import type { NumbersOf } from '../protocol';

/** `93 %`; below a half per cent but not nothing: `<1 %`. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) {
    return '<1\u2009%';
  }
  const percent = share < 1 && share > 0.99 ? 99 : Math.round(share * 100);
  return `${percent}\u2009%`;
}

const [WIDTH, HEIGHT] = [72, 18];

/** The distribution of numbers as bars; `label` names them for those who cannot see it. */
export function histogram(numbers: NumbersOf, label: string): SVGSVGElement {
  const most = Math.max(1, ...numbers.bins);
  const width = WIDTH / Math.max(1, numbers.bins.length);
  const bars = numbers.bins.map((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 1));
    return `M${(i * width).toFixed(1)} ${HEIGHT}v-${height.toFixed(1)}h${(width - 1).toFixed(1)}V${HEIGHT}z`;
  });
  const range = `${formatNumber(numbers.low)} … ${formatNumber(numbers.high)}`;
  return svg(
    'svg',
    {
      class: 'kl-Histogram',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': `${label}: ${range}`
    },
    svg('title', {}, range),
    svg('path', { d: bars.join('') })
  );
}

/** Names and values, a row each. */
export function facts(rows: [string, string][]): HTMLElement {
  const cells = rows.flatMap(row => row.map(text => element('span', {}, text)));
  return element('div', { class: 'kl-Facts' }, ...cells);
}
