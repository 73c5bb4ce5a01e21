/** Labelled fields for views in outputs: choices, numbers, sliders. */

import { element } from './dom';
import { formatNumber } from './format';

/** Keeps keys from the notebook, but not the pointer's focus from the field. */
export function ownKeys(node: HTMLElement): void {
  node.setAttribute('data-lm-suppress-shortcuts', 'true');
}

/** A choice from a list. */
export class Choice {
  readonly node: HTMLElement;
  private readonly _select = element('select', { class: 'kl-Field' });

  /** `names` has what people read for a value, where that is something else. */
  constructor(
    text: string,
    private readonly _names: Record<string, string>,
    onChange: (value: string) => void
  ) {
    ownKeys(this._select);
    this._select.addEventListener('change', () => {
      onChange(this._select.value);
    });
    this.node = element('label', { class: 'kl-Labelled' }, text, this._select);
  }

  set disabled(disabled: boolean) {
    this._select.disabled = disabled;
  }

  update(values: string[], chosen: string): void {
    const there = Array.from(this._select.options, option => option.value);
    if (there.join() !== values.join()) {
      const options = values.map(value =>
        element('option', { value }, this._names[value] ?? value)
      );
      this._select.replaceChildren(...options);
    }
    this._select.value = chosen;
  }
}

/** A number that is typed. */
export class NumberField {
  readonly node: HTMLElement;
  readonly input: HTMLInputElement;

  constructor(
    text: string,
    range: { min?: number; max?: number; step: number | string },
    onChange: (value: number) => void
  ) {
    this.input = element('input', { type: 'number', class: 'kl-Field', ...range });
    ownKeys(this.input);
    this.input.addEventListener('change', () => {
      if (this.input.value !== '' && this.input.checkValidity()) {
        onChange(Number(this.input.value));
      }
    });
    // In a notebook Enter alone does not count as a change of the field; leaving it does.
    this.input.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        this.input.blur();
      }
    });
    this.node = element('label', { class: 'kl-Labelled' }, text, this.input);
  }

  set disabled(disabled: boolean) {
    this.input.disabled = disabled;
  }

  /** Shows the number, unless somebody is typing. */
  update(value: number): void {
    if (document.activeElement !== this.input) {
      this.input.value = formatNumber(value);
    }
  }
}

/** A slider; `onInput` is called while it moves. */
export function slider(
  label: string,
  range: { min: number; max: number; step: number },
  onInput: (value: number) => void
): HTMLInputElement {
  const input = element('input', {
    type: 'range',
    class: 'kl-Slider',
    'aria-label': label,
    ...range
  });
  ownKeys(input);
  input.addEventListener('input', () => {
    onInput(input.valueAsNumber);
  });
  return input;
}
