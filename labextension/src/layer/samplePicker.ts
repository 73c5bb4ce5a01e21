/** Which sample of which data is looked at. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import { ownKeys } from '../fields';
import type { Samples } from '../protocol';
import type { Choice } from './layerQuestions';

/** A list of data and a number, with buttons for the next and the previous one. */
export class SamplePicker {
  readonly node: HTMLElement;
  private readonly _data: HTMLSelectElement;
  private readonly _index: HTMLInputElement;
  private _choice: Choice;

  /** Begins with `choice` where that is among the `samples`. */
  constructor(
    private readonly _samples: Samples[],
    choice: Choice,
    trans: TranslationBundle,
    private readonly _onChange: (choice: Choice) => void
  ) {
    const known = _samples.some(({ name }) => name === choice.data);
    this._choice = known ? { ...choice } : { data: _samples[0]?.name ?? '', index: 0 };
    const options = _samples.map(({ name, count }) =>
      element('option', { value: name }, `${name || trans.__('training data')} (${String(count)})`)
    );
    this._data = element('select', { 'aria-label': trans.__('Data') }, ...options);
    this._data.value = this._choice.data;
    this._data.addEventListener('change', () => {
      this._choose(this._data.value, 0);
    });
    this._index = element('input', { type: 'number', min: 0, 'aria-label': trans.__('Sample') });
    this._index.addEventListener('change', () => {
      this._choose(this._choice.data, Number(this._index.value));
    });
    this._index.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        this._choose(this._choice.data, Number(this._index.value));
      }
    });
    const step = (by: number) => (): void => {
      this._choose(this._choice.data, this._choice.index + by);
    };
    this.node = element(
      'div',
      { class: 'kl-Picker' },
      this._data,
      button('‹', trans.__('Previous sample'), step(-1)),
      this._index,
      button('›', trans.__('Next sample'), step(1))
    );
    for (const field of [this._data, this._index]) {
      ownKeys(field);
    }
    this._show();
  }

  get choice(): Choice {
    return this._choice;
  }

  private _choose(data: string, index: number): void {
    const count = this._samples.find(({ name }) => name === data)?.count ?? 1;
    const whole = Number.isFinite(index) ? Math.round(index) : 0;
    const next = { data, index: Math.max(0, Math.min(whole, count - 1)) };
    const same = next.data === this._choice.data && next.index === this._choice.index;
    this._choice = next;
    this._show();
    if (!same) {
      this._onChange(next);
    }
  }

  private _show(): void {
    const count = this._samples.find(({ name }) => name === this._choice.data)?.count ?? 1;
    this._index.max = String(count - 1);
    this._index.value = String(this._choice.index);
  }
}
