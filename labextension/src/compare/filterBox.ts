/** A field for a filter, and what is wrong with it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, setText } from '../dom';

let last = 0;

/** `onFilter` hears of every change; `update` says what came of it. */
export class FilterBox {
  readonly node: HTMLElement;
  private readonly _input: HTMLInputElement;
  private readonly _said = element('span', { class: 'kl-Filter-said', role: 'status' });

  constructor(trans: TranslationBundle, onFilter: (text: string) => void) {
    this._said.id = `kl-filter-${++last}`;
    this._input = element('input', {
      class: 'kl-Run-number kl-Filter-input',
      type: 'search',
      spellcheck: 'false',
      placeholder: trans.__('filter: lr<0.1 name~conv'),
      'aria-label': trans.__('Filter'),
      'aria-describedby': this._said.id,
      title: trans.__(
        'Words, or conditions on columns: lr<0.1 name~conv status=done|failed "best val_loss"<0.3 status!=done'
      ),
      'data-lm-suppress-shortcuts': 'true'
    });
    this._input.addEventListener('input', () => {
      onFilter(this._input.value);
    });
    this._input.addEventListener('keydown', event => {
      if (event.key === 'Escape' && this._input.value !== '') {
        this._input.value = '';
        onFilter('');
        event.stopPropagation();
      }
    });
    this.node = element('div', { class: 'kl-Filter' }, this._input, this._said);
  }

  /** Shows the error, if there is one, else how many there are. */
  update(error: string, count: string): void {
    this._input.setAttribute('aria-invalid', String(error !== ''));
    this._said.classList.toggle('kl-mod-error', error !== '');
    setText(this._said, error || count);
  }
}
