/** A chart of curves on a canvas: cheap to redraw a few times a second, sharp on every screen. */

import { axisEnd, lastStep, pointAt, yRange, type Line } from './chartData';
import { element, keepKeys } from './dom';
import { dot, drawAxes, drawLine, drawMarks, themeColors, vertical, type Colors } from './paint';
import type { Mark } from './protocol';
import { makeScale, type Scale } from './scale';

const MARGIN = { left: 52, right: 10, top: 8, bottom: 24 };
const FONT = '11px sans-serif';

/** What to draw; `steps` (in an epoch) turns the axis into epochs. */
export interface ChartContent {
  lines: Line[];
  marks: Mark[];
  steps: number | null;
  total: number;
}

/** Draws `content`; `onHover` is called with the x under the pointer (or the arrow keys), or null. */
export class Chart {
  readonly node: HTMLCanvasElement;
  log = false;
  private _content: ChartContent = { lines: [], marks: [], steps: null, total: 0 };
  private _hover: number | null = null;
  private _x: Scale | null = null;
  private _frame = 0;
  private readonly _resized: ResizeObserver;

  constructor(
    label: string,
    private readonly _onHover: (x: number | null) => void
  ) {
    this.node = element('canvas', {
      class: 'kl-Chart',
      role: 'img',
      tabindex: 0,
      'aria-label': label
    });
    keepKeys(this.node);
    this._resized = new ResizeObserver(() => {
      this.redraw();
    });
    this._resized.observe(this.node);
    this.node.addEventListener('pointermove', event => {
      this._hoverPixel(event.offsetX);
    });
    this.node.addEventListener('pointerleave', () => {
      this._onHover(null);
    });
    this.node.addEventListener('keydown', event => {
      this._onKey(event);
    });
  }

  dispose(): void {
    cancelAnimationFrame(this._frame);
    this._resized.disconnect();
  }

  set content(content: ChartContent) {
    this._content = content;
    this.redraw();
  }

  /** Where the crosshair stands, in steps; null for none. */
  set hover(x: number | null) {
    this._hover = x;
    this.redraw();
  }

  /** Draws at the next frame, once, however often it is called before. */
  redraw(): void {
    if (this._frame === 0) {
      this._frame = requestAnimationFrame(() => {
        this._frame = 0;
        this._draw();
      });
    }
  }

  private _hoverPixel(pixel: number): void {
    const x = this._x;
    if (x) {
      const end = lastStep(this._content.lines);
      this._onHover(Math.min(end, Math.max(x.low, x.toValue(pixel))));
    }
  }

  private _onKey(event: KeyboardEvent): void {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') {
      this._onHover(null);
    } else if (direction !== undefined && this._x) {
      const at = this._hover ?? this._x.high;
      this._hoverPixel(this._x.toPixel(at) + direction * 4);
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private _draw(): void {
    const { clientWidth: width, clientHeight: height } = this.node;
    const context = this.node.getContext('2d');
    if (!context || width === 0) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    this.node.width = Math.round(width * ratio);
    this.node.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = FONT;
    const { lines, total, steps } = this._content;
    const ys = yRange(lines, this.log) ?? { low: this.log ? 0.1 : 0, high: 1 };
    const x = makeScale(0, axisEnd(lines, total, steps), MARGIN.left, width - MARGIN.right);
    const y = makeScale(ys.low, ys.high, height - MARGIN.bottom, MARGIN.top, this.log);
    this._x = x;
    const colors = themeColors(this.node);
    drawAxes(context, x, y, steps, colors);
    drawMarks(context, this._content.marks, x, y, colors);
    for (const line of lines) {
      drawLine(context, line, x, y);
    }
    this._drawCrosshair(context, x, y, colors);
  }

  private _drawCrosshair(
    context: CanvasRenderingContext2D,
    x: Scale,
    y: Scale,
    colors: Colors
  ): void {
    const at = this._hover;
    if (at === null) {
      return;
    }
    vertical(context, x.toPixel(at), y, colors.text, []);
    for (const line of this._content.lines) {
      const point = pointAt(line, at);
      if (point && Number.isFinite(point.y)) {
        dot(context, x.toPixel(point.x), y.toPixel(point.y), line.color, 3.5);
      }
    }
  }
}
