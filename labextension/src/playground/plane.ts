/** The plane: what the network makes of each place, and the points, to which more can be drawn. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { bytesOf } from '../bytes';
import { element } from '../dom';
import { ownKeys } from '../fields';
import { PLANE_SIDE, type PlaygroundFrame, type PlaygroundState } from '../protocol';
import { CLASS_COLORS, colorOf, paintBytes, paperOf } from './colors';
import { fromShare, toShare, type Place } from './geometry';

const STEP = 1 / 40; // of the plane, for an arrow key
const APART = 0.025; // between two points of a drag

export interface PlaneEvents {
  /** A point at this place of the plane. */
  draw: (at: Place) => void;
  /** No more points there. */
  erase: (at: Place) => void;
  /** A key that stands for a class. */
  choose: (place: number) => void;
}

/** A canvas with a cross-hair for the keyboard. */
export class PlaneView {
  readonly node: HTMLCanvasElement;
  /** Whether the pointer takes points away. */
  erasing = false;
  enabled = false;
  private _state: PlaygroundState | null = null;
  private _frame: PlaygroundFrame | null = null;
  private _cursor: Place | null = null;
  private _last: Place | null = null;

  constructor(
    trans: TranslationBundle,
    private readonly _events: PlaneEvents
  ) {
    this.node = element('canvas', {
      class: 'kl-Plane',
      width: 600,
      height: 600,
      tabindex: 0,
      role: 'application',
      'aria-label': trans.__(
        'The plane: arrow keys move the cross, Space adds a point, Delete takes points away, numbers choose the class'
      )
    });
    ownKeys(this.node);
    this.node.addEventListener('pointerdown', event => {
      this._onPointer(event, true);
    });
    this.node.addEventListener('pointermove', event => {
      this._onPointer(event, false);
    });
    this.node.addEventListener('keydown', event => {
      this._onKey(event);
    });
    this.node.addEventListener('blur', () => {
      this._cursor = null;
      this.redraw();
    });
  }

  draw(state: PlaygroundState, frame: PlaygroundFrame): void {
    this._state = state;
    this._frame = frame;
    this.redraw();
  }

  redraw(): void {
    const context = this.node.getContext('2d');
    if (!context || !this._state || !this._frame) {
      return;
    }
    const { width, height } = this.node;
    const kind = this._state.labels.length > 2 ? 'classes' : 'between';
    context.imageSmoothingEnabled = kind === 'between';
    context.drawImage(picture(this._frame.plane, PLANE_SIDE, kind, this.node), 0, 0, width, height);
    this._drawPoints(context, this._state);
    if (this._cursor) {
      drawCross(context, this._cursor.x * width, this._cursor.y * height);
    }
  }

  private _drawPoints(context: CanvasRenderingContext2D, state: PlaygroundState): void {
    const tests = new Set(state.test);
    const middle = ((state.span[0] ?? 0) + (state.span[1] ?? 1)) / 2;
    state.x.forEach((x, i) => {
      const at = toShare(state.window, { x, y: state.y[i] ?? 0 });
      const value = state.value[i] ?? 0;
      const place = state.task === 'classes' ? value : Number(value > middle);
      context.beginPath();
      context.arc(at.x * this.node.width, at.y * this.node.height, 6.5, 0, 2 * Math.PI);
      context.fillStyle = colorOf(place);
      context.fill();
      context.lineWidth = 2;
      context.strokeStyle = tests.has(i) ? '#222222' : '#ffffff';
      context.stroke();
    });
  }

  private _onPointer(event: PointerEvent, down: boolean): void {
    if (!this.enabled || !this._state || (event.buttons & 1) === 0) {
      return;
    }
    event.preventDefault();
    const box = this.node.getBoundingClientRect();
    const share = {
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height
    };
    if (down) {
      this.node.setPointerCapture(event.pointerId);
    } else if (!this._last || distance(share, this._last) < APART) {
      return;
    }
    this._last = share;
    this._put(share, this.erasing);
  }

  private _put(share: Place, erase: boolean): void {
    if (this._state && Math.abs(share.x - 0.5) <= 0.5 && Math.abs(share.y - 0.5) <= 0.5) {
      const at = fromShare(this._state.window, share);
      (erase ? this._events.erase : this._events.draw)(at);
    }
  }

  private _onKey(event: KeyboardEvent): void {
    const at = this._cursor ?? { x: 0.5, y: 0.5 };
    const step = event.shiftKey ? 4 * STEP : STEP;
    const move = event.key in MOVES ? MOVES[event.key] : undefined;
    const number = Number(event.key);
    if (move) {
      this._cursor = {
        x: Math.min(1, Math.max(0, at.x + move[0] * step)),
        y: Math.min(1, Math.max(0, at.y + move[1] * step))
      };
    } else if (event.key === ' ' || event.key === 'Enter') {
      this._keyPut(at, this.erasing);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this._keyPut(at, true);
    } else if (number >= 1 && number <= CLASS_COLORS.length) {
      this._events.choose(number - 1);
    } else {
      return;
    }
    event.preventDefault();
    this.redraw();
  }

  private _keyPut(at: Place, erase: boolean): void {
    this._cursor = at;
    if (this.enabled) {
      this._put(at, erase);
    }
  }
}

const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1]
};

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function drawCross(context: CanvasRenderingContext2D, x: number, y: number): void {
  for (const [color, width] of [
    ['#ffffff', 6],
    ['#222222', 2]
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    for (const [dx, dy] of Object.values(MOVES)) {
      context.moveTo(x + 10 * dx, y + 10 * dy);
      context.lineTo(x + 26 * dx, y + 26 * dy);
    }
    context.stroke();
  }
}

/** A small canvas with the picture of bytes, on the paper behind `node`. */
export function picture(
  base64: string,
  side: number,
  kind: 'between' | 'classes',
  node: Element
): HTMLCanvasElement {
  const canvas = element('canvas', { width: side, height: side });
  const context = canvas.getContext('2d');
  const image = context?.createImageData(side, side);
  if (context && image) {
    paintBytes(bytesOf(base64), kind, paperOf(node), image.data);
    context.putImageData(image, 0, 0);
  }
  return canvas;
}
