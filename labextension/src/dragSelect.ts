/** Dragging over a part of a chart. */

/** Fewer pixels are a click that trembled. */
const LEAST = 6;

/** Follows a drag over `node`; `onMove` while it lasts, `onDone` with where it began and ended, in pixels. */
export class DragSelect {
  /** The drag under way, in pixels from the left. */
  span: [number, number] | null = null;

  constructor(
    node: HTMLElement,
    private readonly _onMove: () => void,
    private readonly _onDone: (from: number, to: number) => void
  ) {
    node.addEventListener('pointerdown', event => {
      if (event.button === 0) {
        node.setPointerCapture(event.pointerId);
        this.span = [event.offsetX, event.offsetX];
      }
    });
    node.addEventListener('pointermove', event => {
      if (this.span) {
        this.span = [this.span[0], event.offsetX];
        this._onMove();
      }
    });
    node.addEventListener('pointerup', () => {
      this._end(true);
    });
    node.addEventListener('pointercancel', () => {
      this._end(false);
    });
  }

  private _end(wanted: boolean): void {
    const span = this.span;
    this.span = null;
    if (span && wanted && Math.abs(span[1] - span[0]) >= LEAST) {
      this._onDone(Math.min(...span), Math.max(...span));
    }
    this._onMove();
  }
}
