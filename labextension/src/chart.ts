/** A chart of curves on a canvas: cheap to redraw a few times a second, sharp on every screen. */

import {
  axisEnd,
  lastStep,
  nearestLine,
  pointAt,
  yRange,
  type Line,
  type Range
} from './chartData';
import { element, keepKeys } from './dom';
import { DragSelect } from './dragSelect';
import {
  dot,
  drawAxes,
  drawLine,
  drawMarks,
  drawSelection,
  themeColors,
  vertical,
  type Colors
} from './paint';
import type { Mark } from './protocol';
import { makeScale, type Scale } from './scale';

const MARGIN = { left: 52, right: 10, top: 8, bottom: 24 };
const FONT = '11px sans-serif';
/** A key makes the range this many times wider or narrower. */
const ZOOM = 1.5;

/** What to draw; `steps` (in an epoch) turns the axis into epochs; `xName` says what x counts instead of steps. */
export interface ChartContent {
  lines: Line[];
  marks: Mark[];
  steps: number | null;
  total: number;
  xName?: string;
}

/** How to draw it: which steps (null: all), and how smooth (see `smoothed`). */
export interface ChartLook {
  zoom: Range | null;
  smoothing: number;
}

/**
 * What people do with a chart: they point at a step (null: at none) and at a line (of that name, null: at none), or zoom
 * into steps (null: out of them).
 */
export interface ChartEvents {
  onHover: (x: number | null) => void;
  onLine?: (name: string | null) => void;
  onZoom: (range: Range | null) => void;
}

/** Draws `content` as `look` says. */
export class Chart {
  readonly node: HTMLCanvasElement;
  log = false;
  private _content: ChartContent = { lines: [], marks: [], steps: null, total: 0 };
  private _look: ChartLook = { zoom: null, smoothing: 0 };
  private _hover: number | null = null;
  private _x: Scale | null = null;
  private _y: Scale | null = null;
  private _frame = 0;
  private readonly _drag: DragSelect;
  private readonly _resized: ResizeObserver;

  constructor(
    label: string,
    private readonly _events: ChartEvents
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
    this._drag = new DragSelect(
      this.node,
      () => {
        this.redraw();
      },
      (from, to) => {
        this._zoomPixels(from, to);
      }
    );
    this.node.addEventListener('pointermove', event => {
      this._hoverPixel(event.offsetX);
      this._pointAtLine(event.offsetX, event.offsetY);
    });
    this.node.addEventListener('pointerleave', () => {
      this._events.onLine?.(null);
      this._events.onHover(null);
    });
    this.node.addEventListener('dblclick', () => {
      this._events.onZoom(null);
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

  set look(look: ChartLook) {
    this._look = look;
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
      const end = Math.min(x.high, lastStep(this._content.lines));
      this._events.onHover(Math.min(end, Math.max(x.low, x.toValue(pixel))));
    }
  }

  /** Tells which line is nearest to the pointer, if one is near. */
  private _pointAtLine(left: number, top: number): void {
    const [x, y] = [this._x, this._y];
    if (x && y && this._events.onLine) {
      this._events.onLine(nearestLine(this._content.lines, x, y, left, top)?.name ?? null);
    }
  }

  private _zoomPixels(from: number, to: number): void {
    const x = this._x;
    if (x) {
      const [low, high] = [Math.max(x.low, x.toValue(from)), Math.min(x.high, x.toValue(to))];
      this._events.onZoom(high > low ? { low, high } : null);
    }
  }

  /** Zooms about the crosshair; out of everything if nothing would be left out. */
  private _zoomBy(factor: number): void {
    const x = this._x;
    if (x) {
      const [left, right] = [x.toPixel(x.low), x.toPixel(x.high)];
      const at = this._hover === null ? (left + right) / 2 : x.toPixel(this._hover);
      const [low, high] = [at + (left - at) * factor, at + (right - at) * factor].map(x.toValue);
      const whole = axisEnd(this._content.lines, this._content.total, this._content.steps);
      const range = { low: Math.max(0, low ?? 0), high: Math.min(whole, high ?? whole) };
      this._events.onZoom(range.low <= 0 && range.high >= whole ? null : range);
    }
  }

  private _onKey(event: KeyboardEvent): void {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') {
      this._events.onHover(null);
      this._events.onZoom(null);
    } else if (event.key === '+' || event.key === '-') {
      this._zoomBy(event.key === '+' ? 1 / ZOOM : ZOOM);
    } else if (direction !== undefined && this._x) {
      const at = this._hover ?? this._x.high;
      this._hoverPixel(this._x.toPixel(at) + direction * 4);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
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
    const xs = this._look.zoom ?? { low: 0, high: axisEnd(lines, total, steps) };
    const ys = yRange(lines, this.log, xs) ?? { low: this.log ? 0.1 : 0, high: 1 };
    const x = makeScale(xs.low, xs.high, MARGIN.left, width - MARGIN.right);
    const y = makeScale(ys.low, ys.high, height - MARGIN.bottom, MARGIN.top, this.log);
    [this._x, this._y] = [x, y];
    const colors = themeColors(this.node);
    drawAxes(context, x, y, steps, colors, this._content.xName);
    this._drawInside(context, x, y, colors);
  }

  /** Draws what must not reach beyond the axes. */
  private _drawInside(context: CanvasRenderingContext2D, x: Scale, y: Scale, colors: Colors): void {
    context.save();
    context.beginPath();
    context.rect(MARGIN.left, 0, x.toPixel(x.high) - MARGIN.left + 8, y.toPixel(y.low));
    context.clip();
    drawMarks(context, this._content.marks, x, y, colors);
    for (const line of this._content.lines) {
      drawLine(context, line, x, y, this._look.smoothing);
    }
    if (this._drag.span) {
      drawSelection(context, ...this._drag.span, y, colors);
    }
    this._drawCrosshair(context, x, y, colors);
    context.restore();
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
