/** Arrays in numbers: mean, spread, range, zeros, what is not finite, and a histogram. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, svg } from '../dom';
import { formatCount, formatNumber } from '../format';
import type { Distribution } from '../protocol';

const WIDTH = 128;
const HEIGHT = 32;

/** A table with one row an array; `what` they are stands above their names. */
export function distributions(
  rows: Distribution[],
  what: string,
  trans: TranslationBundle
): HTMLElement {
  const withBad = rows.some(row => row.bad > 0);
  const heads = [what, trans.__('Shape'), ...numberHeads(withBad, trans)];
  const table = element(
    'table',
    { class: 'kl-Distributions' },
    element('thead', {}, element('tr', {}, ...heads.map(head => element('th', {}, head)))),
    element('tbody', {}, ...rows.map(row => tableRow(row, withBad, trans)))
  );
  return element('div', { class: 'kl-Distributions-box' }, table);
}

function tableRow(row: Distribution, withBad: boolean, trans: TranslationBundle): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, row.name),
    element('td', {}, shapeText(row.shape), ' ', element('small', {}, row.dtype)),
    ...numberCells(row, withBad, trans)
  );
}

/** The cells from the histogram on. */
export function numberCells(
  row: Distribution,
  withBad: boolean,
  trans: TranslationBundle
): HTMLElement[] {
  const known = row.bad < row.count;
  const numbers = [row.mean, row.std, row.low, row.high].map(x => (known ? formatNumber(x) : '–'));
  const zeros = known ? `${formatNumber(Math.round(row.zeros * 1000) / 10)} %` : '–';
  const cells = [...numbers, zeros, ...(withBad ? [formatCount(row.bad)] : [])];
  return [
    element('td', {}, histogram(row, trans)),
    ...cells.map(cell => element('td', { class: 'kl-mod-number' }, cell))
  ];
}

/** The heads of these cells. */
export function numberHeads(withBad: boolean, trans: TranslationBundle): string[] {
  return [
    trans.__('Distribution'),
    trans.__('Mean'),
    trans.__('Std'),
    trans.__('Min'),
    trans.__('Max'),
    trans.__('Zeros'),
    ...(withBad ? [trans.__('Not finite')] : [])
  ];
}

/** `(3, 3, 32)`; of a single number, what there is to say of its shape. */
export function shapeText(shape: number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** The histogram with its range below. */
export function histogram(row: Distribution, trans: TranslationBundle): SVGElement | string {
  const top = Math.max(...row.histogram, 1);
  if (row.histogram.length === 0) {
    return '–';
  }
  const step = WIDTH / row.histogram.length;
  const path = row.histogram
    .map((count, place) => {
      const height = count > 0 ? Math.max((count / top) * (HEIGHT - 2), 1) : 0;
      const x = (place * step).toFixed(1);
      return height > 0
        ? `M${x} ${String(HEIGHT - 1)}v-${height.toFixed(1)}h${(step - 0.6).toFixed(1)}v${height.toFixed(1)}z`
        : '';
    })
    .join('');
  const label = trans.__(
    'Distribution of %1 from %2 to %3',
    row.name,
    formatNumber(row.low),
    formatNumber(row.high)
  );
  const zero = row.low < 0 && row.high > 0 ? (-row.low / (row.high - row.low)) * WIDTH : null;
  return svg(
    'svg',
    {
      class: 'kl-Distribution',
      viewBox: `0 0 ${String(WIDTH)} ${String(HEIGHT)}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'aria-label': label
    },
    svg('title', {}, label),
    ...(zero === null
      ? []
      : [
          svg('path', {
            class: 'kl-Distribution-zero',
            d: `M${zero.toFixed(1)} 0V${String(HEIGHT)}`
          })
        ]),
    svg('path', { class: 'kl-Distribution-bars', d: path }),
    svg('path', { class: 'kl-Distribution-axis', d: `M0 ${String(HEIGHT - 0.5)}H${String(WIDTH)}` })
  );
}
