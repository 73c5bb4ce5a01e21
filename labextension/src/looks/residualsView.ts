/** A regression: predictions against targets, and how the errors are distributed. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, svg } from '../dom';
import { formatNumber } from '../format';
import type { ResidualsLook } from '../protocol';
import { linearTicks, makeScale, type Scale } from '../scale';
import { facts } from './parts';

const [WIDTH, HEIGHT] = [300, 230];
const MARGIN = { left: 46, right: 8, top: 8, bottom: 34 };

/** A scatter plot with the line where both are equal, a histogram of the errors, and what sums them up. */
export class ResidualsView {
  readonly node = element('div', { class: 'kl-Residuals' });

  constructor(private readonly _trans: TranslationBundle) {}

  update(look: ResidualsLook): void {
    const trans = this._trans;
    const { errors } = look;
    const known: [string, string][] = [
      [trans.__('mean absolute error'), formatNumber(look.mean_absolute)],
      [trans.__('mean error'), formatNumber(errors.mean)],
      ['R²', formatNumber(look.r2)]
    ];
    this.node.replaceChildren(
      this._scatter(look),
      this._errors(look),
      element('div', { class: 'kl-Residuals-facts' }, facts(known))
    );
  }

  private _scatter(look: ResidualsLook): SVGSVGElement {
    const points = look.expected.flatMap((x, i) => {
      const y = look.predicted[i] ?? null;
      return x === null || y === null ? [] : [[x, y] as const];
    });
    const all = points.flat();
    const [low, high] = withAir(Math.min(...all), Math.max(...all));
    const x = makeScale(low, high, MARGIN.left, WIDTH - MARGIN.right);
    const y = makeScale(low, high, HEIGHT - MARGIN.bottom, MARGIN.top);
    const dots = points.map(([a, b]) => `M${x.toPixel(a).toFixed(1)} ${y.toPixel(b).toFixed(1)}h0`);
    const same = `M${x.toPixel(low)} ${y.toPixel(low)}L${x.toPixel(high)} ${y.toPixel(high)}`;
    return frame(
      this._trans.__('Predictions against targets'),
      ...axes(x, y, this._trans.__('target'), this._trans.__('prediction')),
      svg('path', { class: 'kl-Plot-guide', d: same }),
      svg('path', { class: 'kl-Plot-dots', d: dots.join('') })
    );
  }

  private _errors(look: ResidualsLook): SVGSVGElement {
    const { bins, low, high } = look.errors;
    const most = Math.max(1, ...bins);
    const x = makeScale(low ?? 0, high ?? 1, MARGIN.left, WIDTH - MARGIN.right);
    const y = makeScale(0, most, HEIGHT - MARGIN.bottom, MARGIN.top);
    const step = (x.toPixel(x.high) - x.toPixel(x.low)) / Math.max(1, bins.length);
    const bars = bins.map((count, i) => {
      const left = MARGIN.left + i * step + 0.5;
      return `M${left.toFixed(1)} ${y.toPixel(0)}V${y.toPixel(count).toFixed(1)}h${(step - 1).toFixed(1)}V${y.toPixel(0)}z`;
    });
    const zero = x.low < 0 && x.high > 0 ? `M${x.toPixel(0)} ${MARGIN.top}V${y.toPixel(0)}` : '';
    return frame(
      this._trans.__('Distribution of the errors'),
      ...axes(x, y, this._trans.__('error (prediction − target)'), ''),
      svg('path', { class: 'kl-Plot-bars', d: bars.join('') }),
      svg('path', { class: 'kl-Plot-guide', d: zero })
    );
  }
}

function withAir(low: number, high: number): [number, number] {
  if (!(high >= low)) {
    return [0, 1];
  }
  const air = (high - low) * 0.04 || Math.abs(high) * 0.1 || 0.5;
  return [low - air, high + air];
}

function frame(label: string, ...children: SVGElement[]): SVGSVGElement {
  return svg(
    'svg',
    {
      class: 'kl-Plot',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': label
    },
    ...children
  );
}

/** Ticks with their numbers, and the names of the axes. */
function axes(x: Scale, y: Scale, xName: string, yName: string): SVGElement[] {
  const bottom = HEIGHT - MARGIN.bottom;
  const ys = linearTicks(y.low, y.high, 5).map(tick => ({ tick, at: y.toPixel(tick) }));
  const xs = linearTicks(x.low, x.high, 5).map(tick => ({ tick, at: x.toPixel(tick) }));
  const lines = [
    ...ys.map(({ at }) => `M${MARGIN.left} ${at.toFixed(1)}H${WIDTH - MARGIN.right}`),
    ...xs.map(({ at }) => `M${at.toFixed(1)} ${bottom}v4`)
  ];
  const text = (
    content: string,
    left: number,
    top: number,
    anchor: string,
    turn = ''
  ): SVGElement =>
    svg('text', { x: left, y: top, 'text-anchor': anchor, transform: turn || undefined }, content);
  const middle = (MARGIN.top + bottom) / 2;
  return [
    svg('path', { class: 'kl-Plot-grid', d: lines.join('') }),
    ...ys.map(({ tick, at }) => text(formatNumber(tick), MARGIN.left - 5, at + 4, 'end')),
    ...xs.map(({ tick, at }) => text(formatNumber(tick), at, bottom + 15, 'middle')),
    text(xName, (MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 5, 'middle'),
    text(yName, 10, middle, 'middle', `rotate(-90 10 ${middle})`)
  ];
}
