/** The sheet: draws strokes, takes new ones from pointer and keyboard. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';
import { ownKeys } from '../fields';
import type { Drawing } from './drawing';
import { RANGE } from './drawing';

const SIZE = 560; // px of the canvas, twice those on the page
const STEP = RANGE / 28;
const INK = '#1a1a1a';
const PAPER = '#ffffff';

/** Calls `onChange` when there is another drawing. */
export class PadCanvas {
  readonly node: HTMLCanvasElement;
  enabled = false;
  /** Of the pen, as a share of the sheet. */
  pen = 0.08;
  private _cursor: [number, number] | null = null;

  constructor(
    trans: TranslationBundle,
    private readonly _drawing: Drawing,
    private readonly _onChange: () => void
  ) {
    this.node = element('canvas', {
      class: 'kl-Pad-sheet',
      width: SIZE,
      height: SIZE,
      tabindex: 0,
      role: 'application',
      'aria-label': trans.__(
        'Sheet to draw on: arrow keys move the pen, Space puts it down and lifts it, Delete clears the sheet'
      )
    });
    ownKeys(this.node);
    this.node.addEventListener('pointerdown', event => {
      this._onPointer(event, true);
    });
    this.node.addEventListener('pointermove', event => {
      this._onPointer(event, false);
    });
    for (const type of ['pointerup', 'pointercancel']) {
      this.node.addEventListener(type, () => {
        this._drawing.end();
      });
    }
    this.node.addEventListener('keydown', event => {
      this._onKey(event);
    });
    this.node.addEventListener('blur', () => {
      this._cursor = null;
      this._drawing.end();
      this.redraw();
    });
  }

  redraw(): void {
    const context = this.node.getContext('2d');
    if (!context) {
      return;
    }
    context.fillStyle = PAPER;
    context.fillRect(0, 0, SIZE, SIZE);
    context.lineCap = context.lineJoin = 'round';
    for (const { erase, points } of this._drawing.strokes) {
      context.strokeStyle = erase ? PAPER : INK;
      context.lineWidth = this.pen * SIZE * (erase ? 2 : 1);
      context.beginPath();
      for (let i = 0; i < points.length; i += 2) {
        const [x, y] = [onSheet(points[i]), onSheet(points[i + 1])];
        if (i === 0) {
          context.moveTo(x, y);
        }
        context.lineTo(x, y);
      }
      context.stroke();
    }
    this._drawCursor(context);
  }

  private _drawCursor(context: CanvasRenderingContext2D): void {
    if (this._cursor) {
      const [x, y] = this._cursor;
      context.lineWidth = 4;
      context.strokeStyle = this._drawing.down ? '#D55E00' : '#0072B2';
      context.beginPath();
      context.arc(onSheet(x), onSheet(y), 16, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  private _onPointer(event: PointerEvent, begins: boolean): void {
    if (!this.enabled || (event.buttons & 1) === 0) {
      return;
    }
    event.preventDefault();
    const box = this.node.getBoundingClientRect();
    const x = (RANGE * (event.clientX - box.left)) / box.width;
    const y = (RANGE * (event.clientY - box.top)) / box.height;
    if (begins) {
      this.node.setPointerCapture(event.pointerId);
      this._drawing.begin(x, y);
    } else if (!this._drawing.move(x, y)) {
      return;
    }
    this._changed();
  }

  private _onKey(event: KeyboardEvent): void {
    const [x, y] = this._cursor ?? [RANGE / 2, RANGE / 2];
    const move = MOVES[event.key];
    if (move) {
      const step = event.shiftKey ? 3 * STEP : STEP;
      this._cursor = [within(x + move[0] * step), within(y + move[1] * step)];
      if (this._drawing.move(...this._cursor)) {
        this._onChange();
      }
    } else if (event.key === ' ' && this.enabled) {
      this._cursor = [x, y];
      if (this._drawing.down) {
        this._drawing.end();
      } else {
        this._drawing.begin(x, y);
        this._onChange();
      }
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && this.enabled) {
      this._drawing.clear();
      this._onChange();
    } else {
      return;
    }
    event.preventDefault();
    this.redraw();
  }

  private _changed(): void {
    this.redraw();
    this._onChange();
  }
}

const MOVES: Partial<Record<string, [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1]
};

function onSheet(value = 0): number {
  return (value / RANGE) * SIZE;
}

function within(value: number): number {
  return Math.min(RANGE, Math.max(0, value));
}
