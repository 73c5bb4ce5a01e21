/** The learning rate, to read and to change while the run is under way. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from './dom';
import { formatNumber } from './format';
import type { OnCommand } from './steerButtons';

/** A labelled field; what is not a finite number of at least 0 is marked as invalid and not sent. */
export class RateInput {
  readonly node: HTMLElement;
  private readonly _input: HTMLInputElement;

  constructor(
    trans: TranslationBundle,
    private readonly _onCommand: OnCommand
  ) {
    this._input = element('input', {
      class: 'kl-Run-rate',
      type: 'text',
      inputmode: 'decimal',
      size: 7,
      'aria-label': trans.__('Learning rate')
    });
    this._input.addEventListener('change', () => {
      this._send();
    });
    // In a notebook Enter alone does not count as a change of the field; leaving it does.
    this._input.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        this._input.blur();
      }
    });
    this.node = element('label', {}, trans.__('learning rate'), ' ', this._input);
  }

  /** Shows the rate, unless somebody is typing; null where the optimizer has none to change. */
  update(rate: number | null): void {
    if (document.activeElement !== this._input) {
      this._input.value = rate === null ? '' : formatNumber(rate);
      this._input.disabled = rate === null;
      this._input.removeAttribute('aria-invalid');
    }
  }

  private _send(): void {
    const rate = parseRate(this._input.value);
    this._input.setAttribute('aria-invalid', String(rate === null));
    if (rate !== null) {
      void this._onCommand('set', 'learning_rate', rate);
    }
  }
}

/** The number in `text`, with a decimal point or comma, or null if it will not do. */
export function parseRate(text: string): number | null {
  const rate = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(rate) && rate >= 0 ? rate : null;
}
