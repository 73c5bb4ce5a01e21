/** A pad: the sheet, what the model sees of it, and what it thinks. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { bytesOf } from '../bytes';
import { button, element, setText } from '../dom';
import { ownKeys } from '../fields';
import type { PadAnswer, PadBundle } from '../protocol';
import { Bars } from './bars';
import { Drawing } from './drawing';
import { PadCanvas } from './padCanvas';

/** Calls `onChange` when there is something else to look at. */
export class PadView {
  readonly node = element('article', { class: 'kl-Pad' });
  readonly drawing = new Drawing();
  private readonly _sheet: PadCanvas;
  private readonly _bars: Bars;
  private readonly _seen = element('canvas', { class: 'kl-Pad-seen', role: 'img' });
  private readonly _caption = element('figcaption');
  private readonly _centered = element('input', { type: 'checkbox' });
  private readonly _buttons: HTMLButtonElement[];
  private readonly _note = element('p', { class: 'kl-Play-note', role: 'status' });

  constructor(
    private readonly _trans: TranslationBundle,
    onChange: () => void
  ) {
    this._sheet = new PadCanvas(_trans, this.drawing, onChange);
    this._bars = new Bars(_trans);
    const change = (act: () => void) => (): void => {
      act();
      this._sheet.redraw();
      onChange();
    };
    const eraser = button(_trans.__('Eraser'), _trans.__('Draw with the eraser'), () => {
      this.drawing.erasing = !this.drawing.erasing;
      eraser.setAttribute('aria-pressed', String(this.drawing.erasing));
    });
    eraser.setAttribute('aria-pressed', 'false');
    const undo = button(
      _trans.__('Undo'),
      _trans.__('Take the last stroke back'),
      change(() => {
        this.drawing.undo();
      })
    );
    const clear = button(
      _trans.__('Clear'),
      _trans.__('Take a new sheet'),
      change(() => {
        this.drawing.clear();
      })
    );
    this._buttons = [eraser, undo, clear];
    ownKeys(this._centered);
    this._centered.addEventListener('change', onChange);
    this._compose();
  }

  get centered(): boolean {
    return this._centered.checked;
  }

  /** Shows a pad; `enabled`: whether there is a kernel to ask. */
  show(bundle: PadBundle, enabled: boolean): void {
    this.drawing.strokes = bundle.strokes;
    this._sheet.pen = bundle.pen;
    this._centered.checked = bundle.centered;
    const size = `${bundle.height}\u00a0×\u00a0${bundle.width}`;
    const caption = this._trans.__('What %1 sees: %2', bundle.model, size);
    setText(this._caption, caption);
    this._seen.setAttribute('aria-label', caption);
    this._seen.width = bundle.width;
    this._seen.height = bundle.height;
    this.enable(enabled);
    this.take(bundle.labels, bundle.answer);
    this._sheet.redraw();
  }

  enable(enabled: boolean): void {
    this._sheet.enabled = enabled;
    this._centered.disabled = !enabled;
    this.node.classList.toggle('kl-mod-static', !enabled);
    for (const each of this._buttons) {
      each.disabled = !enabled;
    }
  }

  /** Shows what the model sees and thinks. */
  take(labels: string[], answer: PadAnswer): void {
    setText(this._note, '');
    this._bars.draw(labels, answer.scores);
    const context = this._seen.getContext('2d');
    const image = context?.createImageData(this._seen.width, this._seen.height);
    if (context && image) {
      bytesOf(answer.image).forEach((ink, i) => {
        image.data.fill(255 - ink, 4 * i, 4 * i + 3);
        image.data[4 * i + 3] = 255;
      });
      context.putImageData(image, 0, 0);
    }
  }

  say(message: string): void {
    setText(this._note, message);
  }

  private _compose(): void {
    const centered = element(
      'label',
      { class: 'kl-Labelled' },
      this._centered,
      this._trans.__('Centered')
    );
    const tools = element('div', { class: 'kl-Play-row' }, ...this._buttons);
    this.node.append(
      this._note,
      element(
        'div',
        { class: 'kl-Pad-body' },
        element('div', { class: 'kl-Pad-left' }, this._sheet.node, tools),
        element('figure', {}, this._seen, this._caption, centered),
        this._bars.node
      )
    );
  }
}
