/** What a chart draws: lines, their colours, and the ranges they fill. */

import type { Curve } from './curve';
import { formatNumber } from './format';
import type { Scale } from './scale';
import type { RunRecord } from './store';

/** Okabe and Ito's palette, told apart by colour-blind people too; black is left to the text. */
const PALETTE = ['#0072B2', '#E69F00', '#009E73', '#D55E00', '#CC79A7', '#56B4E9', '#999999'];
/** On a dark page the two blues change places. */
const DARK_PALETTE = ['#56B4E9', '#E69F00', '#009E73', '#D55E00', '#CC79A7', '#0072B2', '#999999'];

/** How many colours there are. */
export const COLORS = PALETTE.length;

/** The colour of the line number `index` on the page as it is now. */
export function lineColor(index: number): string {
  const dark = document.body.dataset['jpThemeLight'] === 'false';
  const palette = dark ? DARK_PALETTE : PALETTE;
  return palette[index % palette.length] ?? '#999999';
}

/**
 * One name in the legend: its values per step (thin) and per epoch (thick, with dots). Where lines stand for runs,
 * `dash` tells them apart besides the colour, `weight` says which stands out and which steps back, and `metric` is
 * what their values are.
 */
export interface Line {
  name: string;
  color: string;
  dashed: boolean;
  dash?: number[];
  weight?: 'strong' | 'faint';
  metric?: string;
  step: Curve | null;
  epoch: Curve | null;
}

export interface Range {
  low: number;
  high: number;
}

/** Whether a metric belongs with the losses: `loss`, `val_loss`, `decoder_loss`. */
export function isLoss(name: string): boolean {
  return name.endsWith('loss');
}

/** The lines of the series whose name is `wanted`; validation is dashed and follows its metric. */
export function makeLines(record: RunRecord, wanted: (name: string) => boolean): Line[] {
  const all = [...record.series.values()].filter(({ name }) => wanted(name));
  const metrics = new Set(all.map(({ name }) => name.replace(/^val_/, '')));
  const names = new Set(all.map(({ name }) => name));
  const ordered = [...metrics].flatMap(metric => [metric, `val_${metric}`]);
  return ordered
    .filter(name => names.has(name))
    .map((name, i) => ({
      name,
      color: lineColor(i),
      dashed: name.startsWith('val_'),
      step: record.series.get(`step:${name}`)?.curve ?? null,
      epoch: record.series.get(`epoch:${name}`)?.curve ?? null
    }));
}

function curves(lines: Line[]): Curve[] {
  return lines.flatMap(line => [line.step, line.epoch]).filter(curve => curve !== null);
}

/** The last step that any of the lines reaches. */
export function lastStep(lines: Line[]): number {
  return Math.max(0, ...curves(lines).map(curve => curve.x.at(-1) ?? 0));
}

/** Where the x axis ends: half as far, and half again, as long as the lines do not reach further. */
export function axisEnd(lines: Line[], total: number, steps: number | null): number {
  const least = Math.max(lastStep(lines), steps ?? 1);
  let end = Math.max(total, least);
  while (end / 2 >= least) {
    end /= 2;
  }
  return end;
}

/** What the finite values within `xs` fill, with a little air; for a log axis only the positive ones count. */
export function yRange(lines: Line[], log: boolean, xs: Range): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (const curve of curves(lines)) {
    curve.y.forEach((value, i) => {
      const x = curve.x[i] ?? NaN;
      if (Number.isFinite(value) && (!log || value > 0) && x >= xs.low && x <= xs.high) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    });
  }
  if (low > high) {
    return null;
  }
  if (log) {
    return { low: low / 1.15, high: high * 1.15 };
  }
  const air = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return { low: low - air, high: high + air };
}

/** The point nearest to `x`: of the steps where there are such values, else of the epochs. */
export function pointAt(line: Line, x: number): { x: number; y: number } | null {
  const curve = line.step ?? line.epoch;
  const index = curve?.nearest(x) ?? -1;
  const [px, py] = [curve?.x[index], curve?.y[index]];
  return px === undefined || py === undefined ? null : { x: px, y: py };
}

/** How near the pointer has to be to a line, in pixels. */
const NEAR = 24;

/** The line that passes the place nearest, if one is near. */
export function nearestLine(
  lines: Line[],
  x: Scale,
  y: Scale,
  left: number,
  top: number
): Line | null {
  let nearest: Line | null = null;
  let least = NEAR;
  for (const line of lines) {
    const at = heightAt(line, x.toValue(left), y);
    if (at !== null && Math.abs(at - top) < least) {
      nearest = line;
      least = Math.abs(at - top);
    }
  }
  return nearest;
}

/** The pixel at which the line, drawn from point to point, passes `at`. */
function heightAt(line: Line, at: number, y: Scale): number | null {
  const curve = line.step ?? line.epoch;
  const next = curve ? curve.x.findIndex(x => x >= at) : -1;
  if (!curve || next < 0) {
    return null;
  }
  const [x0, x1] = [curve.x[next - 1] ?? at, curve.x[next] ?? at];
  const [y0, y1] = [curve.y[next - 1] ?? NaN, curve.y[next] ?? NaN].map(y.toPixel);
  const share = x1 > x0 ? (at - x0) / (x1 - x0) : 1;
  const height = share === 1 ? y1 : (y0 ?? NaN) + share * ((y1 ?? NaN) - (y0 ?? NaN));
  return height !== undefined && Number.isFinite(height) ? height : null;
}

/** Metrics of which more is better; of a loss or an error less is. */
const MORE_IS_BETTER = /acc|auc|precision|recall|f1|f_beta|iou|r2|score|similarity/i;
const LESS_IS_BETTER = /loss|error|mae|mse|mape|msle|entropy|divergence/i;

/** The best of the line's epochs, where it is known what good is and there are two or more. */
export function bestPoint(line: Line): { x: number; y: number } | null {
  const name = line.metric ?? line.name;
  const sign = LESS_IS_BETTER.test(name) ? 1 : MORE_IS_BETTER.test(name) ? -1 : 0;
  const { x, y } = line.epoch ?? { x: [], y: [] };
  if (sign === 0 || y.length < 2) {
    return null;
  }
  let best = -1;
  y.forEach((value, i) => {
    if (Number.isFinite(value) && (best < 0 || sign * value < sign * (y[best] ?? NaN))) {
      best = i;
    }
  });
  const [bx, by] = [x[best], y[best]];
  return bx === undefined || by === undefined ? null : { x: bx, y: by };
}

/** The line's last value, of the epoch's end if that is the newest. */
export function lastValue(line: Line): number | null {
  const step = line.step?.x.at(-1) ?? -1;
  const epoch = line.epoch?.x.at(-1) ?? -1;
  return (epoch >= step ? line.epoch : line.step)?.y.at(-1) ?? null;
}

/** What the chart shows, in words, for those who cannot see it. */
export function describeLines(lines: Line[]): string {
  return lines.map(line => `${line.name} ${formatNumber(lastValue(line))}`).join(', ');
}
