/** The strokes of a chart: axes, marks, lines and dots on a canvas. */

import { bestPoint, type Line } from './chartData';
import { smoothed, type Curve } from './curve';
import { formatNumber } from './format';
import type { Mark } from './protocol';
import { linearTicks, logTicks, type Scale } from './scale';

export interface Colors {
  text: string;
  grid: string;
}

export function themeColors(node: Element): Colors {
  const style = getComputedStyle(node);
  return {
    text: style.getPropertyValue('--jp-ui-font-color2').trim() || '#666',
    grid: style.getPropertyValue('--jp-border-color2').trim() || '#ddd'
  };
}

export function drawAxes(
  context: CanvasRenderingContext2D,
  x: Scale,
  y: Scale,
  steps: number | null,
  colors: Colors,
  xName = steps ? 'epoch' : 'step'
): void {
  const [left, right] = [x.toPixel(x.low), x.toPixel(x.high)];
  const [bottom, top] = [y.toPixel(y.low), y.toPixel(y.high)];
  context.strokeStyle = colors.grid;
  context.fillStyle = colors.text;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const ticks = y.log ? logTicks : linearTicks;
  for (const tick of ticks(y.low, y.high, (bottom - top) / 28)) {
    const at = Math.round(y.toPixel(tick)) + 0.5;
    stroke(context, [left, at, right, at]);
    context.fillText(formatNumber(tick), left - 6, at);
  }
  const unit = steps ?? 1;
  context.textBaseline = 'alphabetic';
  context.fillText(xName, left - 6, bottom + 16);
  context.textAlign = 'center';
  for (const tick of linearTicks(x.low / unit, x.high / unit, (right - left) / 60)) {
    const at = Math.round(x.toPixel(tick * unit)) + 0.5;
    stroke(context, [at, bottom, at, bottom + 4]);
    context.fillText(formatNumber(tick), Math.min(at, right - 6), bottom + 16);
  }
}

function stroke(context: CanvasRenderingContext2D, [a, b, c, d]: number[]): void {
  context.beginPath();
  context.moveTo(a ?? 0, b ?? 0);
  context.lineTo(c ?? 0, d ?? 0);
  context.stroke();
}

export function vertical(
  context: CanvasRenderingContext2D,
  at: number,
  y: Scale,
  color: string,
  dash: number[]
): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.setLineDash(dash);
  stroke(context, [at, y.toPixel(y.low), at, y.toPixel(y.high)]);
  context.setLineDash([]);
}

export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: Mark[],
  x: Scale,
  y: Scale,
  colors: Colors
): void {
  for (const mark of marks) {
    const at = x.toPixel(mark.step);
    vertical(context, at, y, colors.text, [2, 3]);
    context.fillStyle = colors.text;
    context.beginPath();
    const top = y.toPixel(y.high);
    context.moveTo(at - 4, top - 6);
    context.lineTo(at + 4, top - 6);
    context.lineTo(at, top + 1);
    context.fill();
  }
}

/** Draws a line; with `smoothing` above 0 its steps a second time, as their moving average. */
export function drawLine(
  context: CanvasRenderingContext2D,
  line: Line,
  x: Scale,
  y: Scale,
  smoothing: number
): void {
  context.strokeStyle = line.color;
  context.lineJoin = 'round';
  const alpha = line.weight === 'faint' ? 0.2 : 1;
  const thicker = line.weight === 'strong' ? 1.5 : 0;
  context.setLineDash(line.dash ?? []);
  if (line.step) {
    context.globalAlpha = alpha * (smoothing > 0 ? 0.25 : line.epoch ? 0.55 : 1);
    context.lineWidth = (line.epoch ? 1 : 1.5) + thicker;
    path(context, line.step, x, y);
    context.globalAlpha = alpha;
    if (smoothing > 0) {
      context.lineWidth = 1.5 + thicker;
      path(context, { x: line.step.x, y: smoothed(line.step.y, smoothing) }, x, y);
    }
  }
  context.globalAlpha = alpha;
  if (line.epoch) {
    context.lineWidth = 2 + thicker;
    context.setLineDash(line.dash ?? (line.dashed ? [6, 3] : []));
    path(context, line.epoch, x, y);
    context.setLineDash([]);
    if (line.epoch.x.length <= 60) {
      dots(context, line.epoch, x, y, line.color);
    }
    drawBest(context, line, x, y);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** A ring around the best epoch. */
function drawBest(context: CanvasRenderingContext2D, line: Line, x: Scale, y: Scale): void {
  const best = bestPoint(line);
  if (best && (!y.log || best.y > 0)) {
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x.toPixel(best.x), y.toPixel(best.y), 6, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** What is dragged over, about to be zoomed into. */
export function drawSelection(
  context: CanvasRenderingContext2D,
  from: number,
  to: number,
  y: Scale,
  colors: Colors
): void {
  context.globalAlpha = 0.15;
  context.fillStyle = colors.text;
  context.fillRect(from, y.toPixel(y.high), to - from, y.toPixel(y.low) - y.toPixel(y.high));
  context.globalAlpha = 1;
}

/** A line through the finite points; a gap interrupts it. */
function path(
  context: CanvasRenderingContext2D,
  curve: Pick<Curve, 'x' | 'y'>,
  x: Scale,
  y: Scale
): void {
  let open = false;
  context.beginPath();
  curve.y.forEach((value, i) => {
    const drawable = Number.isFinite(value) && (!y.log || value > 0);
    if (drawable) {
      const [px, py] = [x.toPixel(curve.x[i] ?? 0), y.toPixel(value)];
      if (open) {
        context.lineTo(px, py);
      } else {
        context.moveTo(px, py);
      }
    }
    open = drawable;
  });
  context.stroke();
}

function dots(
  context: CanvasRenderingContext2D,
  curve: Curve,
  x: Scale,
  y: Scale,
  color: string
): void {
  curve.y.forEach((value, i) => {
    if (Number.isFinite(value) && (!y.log || value > 0)) {
      dot(context, x.toPixel(curve.x[i] ?? 0), y.toPixel(value), color, 2.5);
    }
  });
}

export function dot(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  color: string,
  radius: number
): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
