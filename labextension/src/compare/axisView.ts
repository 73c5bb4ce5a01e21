/** An axis of the parallel coordinates, with the two handles of its brush. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { keepKeys, svg } from '../dom';
import { brushed, moved, type Axis, type Brush } from './axis';
import { itemText } from './items';

/** Where an axis stands, in pixels; `room` is the distance to the next one. */
export interface AxisPlace {
  axis: Axis;
  first: boolean;
  last: boolean;
  x: number;
  room: number;
  top: number;
  bottom: number;
}

type End = 'low' | 'high';

/** Pixels from one label to the next. */
const LINE = 15;
/** Pixels of a letter. */
const LETTER = 6.6;
const STEPS: Record<string, number> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 5,
  PageDown: -5,
  Home: -Infinity,
  End: Infinity
};

/** Drawn once; `update` moves the handles. `onBrush` hears what people brush (null: nothing). */
export class AxisView {
  readonly node: SVGGElement;
  private _brush: Brush | null = null;
  private _from: number | null = null;
  private readonly _band: SVGRectElement;
  private readonly _handles: Record<End, SVGGElement>;

  constructor(
    private readonly _place: AxisPlace,
    private readonly _trans: TranslationBundle,
    private readonly _onBrush: (brush: Brush | null) => void
  ) {
    const { x, top, bottom, axis } = _place;
    this._band = svg('rect', { class: 'kl-Axis-band', x: x - 8, width: 16 });
    this._handles = { high: this._handle('high'), low: this._handle('low') };
    const catcher = svg('rect', {
      class: 'kl-Axis-catch',
      x: x - 14,
      y: top - 6,
      width: 28,
      height: bottom - top + 12
    });
    this._listen(catcher);
    this.node = svg(
      'g',
      { class: 'kl-Axis' },
      svg('path', { class: 'kl-Axis-line', d: `M${x} ${top}V${bottom}` }),
      this._title(axis.name),
      ...this._labels(),
      this._band,
      catcher,
      this._handles.high,
      this._handles.low
    );
  }

  update(brush: Brush | null): void {
    this._brush = brush;
    const { axis, x } = this._place;
    const { low, high } = brush ?? { low: 0, high: axis.stops.length - 1 };
    const [bottom, top] = [this._pixel(low) + 5, this._pixel(high) - 5];
    this._band.setAttribute('y', String(top));
    this._band.setAttribute('height', String(bottom - top));
    this._band.classList.toggle('kl-mod-brushed', brush !== null);
    this._set('low', low, `translate(${x} ${bottom})`);
    this._set('high', high, `translate(${x} ${top})`);
  }

  private _set(end: End, stop: number, transform: string): void {
    const handle = this._handles[end];
    handle.setAttribute('transform', transform);
    handle.setAttribute('aria-valuenow', String(stop));
    handle.setAttribute('aria-valuetext', itemText(this._place.axis.stops[stop] ?? null) || '–');
  }

  private _pixel(stop: number): number {
    const { axis, top, bottom } = this._place;
    return bottom - (axis.places[stop] ?? 0) * (bottom - top);
  }

  private _handle(end: End): SVGGElement {
    const { axis } = this._place;
    const label =
      end === 'low'
        ? this._trans.__('%1, from', axis.name)
        : this._trans.__('%1, up to', axis.name);
    const handle = svg(
      'g',
      {
        class: 'kl-Axis-handle',
        role: 'slider',
        tabindex: 0,
        'aria-label': label,
        'aria-orientation': 'vertical',
        'aria-valuemin': 0,
        'aria-valuemax': Math.max(0, axis.stops.length - 1)
      },
      svg('path', { d: end === 'low' ? 'M-6 8L0 0L6 8Z' : 'M-6 -8L0 0L6 -8Z' })
    );
    keepKeys(handle);
    handle.addEventListener('keydown', event => {
      this._onKey(event, end);
    });
    return handle;
  }

  private _onKey(event: KeyboardEvent, end: End): void {
    const step = STEPS[event.key];
    if (event.key === 'Escape') {
      this._onBrush(null);
    } else if (step !== undefined) {
      this._onBrush(moved(this._place.axis, this._brush, end, step));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** A drag brushes the values between its ends, a click takes the brush away. */
  private _listen(catcher: SVGRectElement): void {
    const { axis, top, bottom } = this._place;
    const placeOf = (event: PointerEvent): number => {
      const y = event.clientY - (catcher.ownerSVGElement?.getBoundingClientRect().top ?? 0);
      return (bottom - y) / (bottom - top);
    };
    catcher.addEventListener('pointerdown', event => {
      if (event.button === 0) {
        event.preventDefault();
        catcher.setPointerCapture(event.pointerId);
        this._from = placeOf(event);
      }
    });
    catcher.addEventListener('pointermove', event => {
      if (this._from !== null && Math.abs(placeOf(event) - this._from) * (bottom - top) > 4) {
        this._onBrush(brushed(axis, this._from, placeOf(event)));
      }
    });
    catcher.addEventListener('pointerup', event => {
      if (this._from !== null && Math.abs(placeOf(event) - this._from) * (bottom - top) <= 4) {
        this._onBrush(null);
      }
      this._from = null;
    });
    catcher.addEventListener('pointercancel', () => {
      this._from = null;
    });
  }

  private _title(name: string): SVGTextElement {
    const { x, room } = this._place;
    const { first, last } = this._place;
    const anchor = first ? 'start' : last ? 'end' : 'middle';
    const at = first ? x - 40 : last ? x + 40 : x;
    const text = svg('text', { class: 'kl-Axis-title', x: at, y: 12, 'text-anchor': anchor });
    const most = first || last ? room / 2 + 34 : room - 6;
    text.append(cut(name, most), svg('title', {}, name));
    return text;
  }

  /** The values that have room: both ends, and those between that stand far enough from the one below. */
  private _labels(): SVGTextElement[] {
    const { axis, x, room } = this._place;
    const last = axis.stops.length - 1;
    let free = this._pixel(0) - LINE;
    return axis.stops.flatMap((stop, i) => {
      const y = this._pixel(i);
      const fits = i === 0 || i === last || (y <= free && y - this._pixel(last) >= LINE);
      free = fits ? y - LINE : free;
      const at = { x: x - 10, y: y + 4, 'text-anchor': 'end' };
      return fits ? [svg('text', at, cut(itemText(stop), Math.min(room, 64) - 10))] : [];
    });
  }
}

/** As much of a text as there is room for, in pixels. */
function cut(text: string, room: number): string {
  const most = Math.max(3, Math.floor(room / LETTER));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
