/** A number of a run, to read and to change while the run is under way. */

import { element } from './dom';
import { formatNumber } from './format';

/** A labelled field; what is not a finite number of at least 0 is marked as invalid and not sent. */
export class NumberInput {
  readonly node: HTMLElement;
  private readonly _input: HTMLInputElement;

  constructor(
    text: string,
    label: string,
    private readonly _onChange: (value: number) => void
  ) {
    this._input = element('input', {
      class: 'kl-Run-number',
      type: 'text',
      inputmode: 'decimal',
      size: 7,
      'aria-label': label
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
    this.node = element('label', {}, text, ' ', this._input);
  }

  /** Shows the number, unless somebody is typing; null where there is none to change. */
  update(value: number | null): void {
    if (document.activeElement !== this._input) {
      this._input.value = value === null ? '' : formatNumber(value);
      this._input.disabled = value === null;
      this._input.removeAttribute('aria-invalid');
    }
  }

  private _send(): void {
    const value = parseNumber(this._input.value);
    this._input.setAttribute('aria-invalid', String(value === null));
    if (value !== null) {
      this._onChange(value);
    }
  }
}

/** The number in `text`, with a decimal point or comma, or null if it will not do. */
export function parseNumber(text: string): number | null {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 ? value : null;
}
