/** A window on a drawing that is larger than it: zoom, drag, and bringing a place into sight. */

import { element, svg } from '../dom';

const AIR = 12;
const TALLEST = 460;

/** A rectangle in the drawing's own coordinates. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Holds `content`, which whoever uses it fills. */
export class Viewport {
  readonly svg: SVGSVGElement;
  readonly node: HTMLElement;
  readonly content = svg('g');
  private _size = { width: 0, height: 0 };
  private _view = { x: AIR, y: AIR, scale: 1 };
  private _fitted = false;
  private _drag: { x: number; y: number } | null = null;

  constructor(label: string) {
    this.svg = svg('svg', { class: 'kl-Graph-svg', role: 'group', 'aria-label': label });
    this.svg.append(this.content);
    this.node = element('div', { class: 'kl-Graph-window' }, this.svg);
    this._listen();
  }

  /** How large the drawing is now. */
  resize(width: number, height: number): void {
    this._size = { width, height };
    this.svg.setAttribute('height', String(Math.min(TALLEST, height + 2 * AIR)));
  }

  /** `fit`, unless it was done before: the first time that the drawing is in sight. */
  fitOnce(): void {
    if (!this._fitted) {
      this.fit();
    }
  }

  /** Shows the whole width, and of a tall drawing the beginning, no larger than it is. */
  fit(): void {
    const { clientWidth, clientHeight } = this.svg;
    const { width, height } = this._size;
    if (clientWidth === 0) {
      return;
    }
    this._fitted = true;
    const across = clientWidth / (width + 2 * AIR);
    const down = clientHeight / (height + 2 * AIR);
    const scale = Math.min(1, Math.max(across, 0.3), Math.max(0.7, Math.min(across, down)));
    this._show({ x: Math.max(AIR, (clientWidth / scale - width) / 2), y: AIR, scale });
  }

  /** Zooms about the middle. */
  zoom(factor: number): void {
    this._zoom(factor, this.svg.clientWidth / 2, this.svg.clientHeight / 2);
  }

  /** Moves the drawing so that what was at `before` stays where it is on the page, though it is at `after` now. */
  hold(before: Place, after: Place): void {
    const { x, y, scale } = this._view;
    const middle = (place: Place): number => place.x + place.width / 2;
    this._show({ x: x + middle(before) - middle(after), y: y + before.y - after.y, scale });
  }

  /** Moves the drawing as little as it takes to see `place`. */
  reveal(place: Place): void {
    const { x, y, scale } = this._view;
    const { clientWidth, clientHeight } = this.svg;
    if (clientWidth === 0) {
      return;
    }
    this._show({
      x: within(x, place.x, place.width, clientWidth / scale),
      y: within(y, place.y, place.height, clientHeight / scale),
      scale
    });
  }

  private _listen(): void {
    this.svg.addEventListener(
      'wheel',
      event => {
        this._onWheel(event);
      },
      { passive: false }
    );
    this.svg.addEventListener('pointerdown', event => {
      this._drag = { x: event.clientX, y: event.clientY };
    });
    this.svg.addEventListener('pointermove', event => {
      this._onMove(event);
    });
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
      this.svg.addEventListener(type, () => {
        this._drag = null;
      });
    }
  }

  /** Only with Ctrl, or once the graph has the focus: else the wheel scrolls the notebook. */
  private _onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey || this.node.contains(document.activeElement)) {
      event.preventDefault();
      const box = this.svg.getBoundingClientRect();
      const factor = event.deltaY < 0 ? 1.1 : 1 / 1.1;
      this._zoom(factor, event.clientX - box.left, event.clientY - box.top);
    }
  }

  private _onMove(event: PointerEvent): void {
    const from = this._drag;
    if (from && event.buttons === 1) {
      const { x, y, scale } = this._view;
      const [dx, dy] = [(event.clientX - from.x) / scale, (event.clientY - from.y) / scale];
      this._drag = { x: event.clientX, y: event.clientY };
      this._show({ x: x + dx, y: y + dy, scale });
    }
  }

  /** Zooms so that the point at (`px`, `py`) in pixels stays where it is. */
  private _zoom(factor: number, px: number, py: number): void {
    const { x, y, scale } = this._view;
    const next = Math.min(4, Math.max(0.1, scale * factor));
    this._show({ x: x + px / next - px / scale, y: y + py / next - py / scale, scale: next });
  }

  private _show(view: { x: number; y: number; scale: number }): void {
    this._view = view;
    this.content.setAttribute('transform', `scale(${view.scale}) translate(${view.x}, ${view.y})`);
  }
}

/** The nearest shift to `shift` at which `size` from `start` on lies within `room`. */
export function within(shift: number, start: number, size: number, room: number): number {
  const most = room - AIR - start - size;
  const least = AIR - start;
  return most < least ? least : Math.min(most, Math.max(least, shift));
}
