/** Single samples, and what the model says of each. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';
import { formatNumber } from '../format';
import type { Guess, SampleLook, SamplesLook } from '../protocol';
import { formatShare } from './parts';

/** A card for each sample: its image (or first numbers), its class, and the most probable ones. */
export class SamplesView {
  readonly node = element('ul', { class: 'kl-Samples' });

  constructor(private readonly _trans: TranslationBundle) {
    this.node.setAttribute('aria-label', _trans.__('Predictions for single samples'));
  }

  update(look: SamplesLook): void {
    this.node.replaceChildren(...look.items.map(item => this._card(item)));
  }

  private _card(item: SampleLook): HTMLElement {
    const said = item.guesses.length > 0 ? item.guesses.map(bar) : [this._values(item)];
    const card = element(
      'li',
      { class: 'kl-Sample' },
      this._input(item),
      element('div', { class: 'kl-Sample-said' }, this._truth(item), ...said)
    );
    if (item.right !== null) {
      card.dataset['right'] = String(item.right);
    }
    return card;
  }

  private _input(item: SampleLook): HTMLElement {
    if (item.image === null) {
      return element('code', { class: 'kl-Sample-input', title: item.input }, item.input);
    }
    return element('img', {
      src: `data:image/png;base64,${item.image}`,
      alt: item.truth === null ? this._trans.__('a sample') : item.truth
    });
  }

  private _truth(item: SampleLook): HTMLElement {
    const mark = item.right === null ? '' : item.right ? ' ✓' : ' ✗';
    const text = item.truth === null ? '' : this._trans.__('true: %1', item.truth);
    return element('div', { class: 'kl-Sample-truth' }, text, element('strong', {}, mark));
  }

  private _values(item: SampleLook): HTMLElement {
    const text = item.values.map(value => formatNumber(value)).join('  ');
    return element('div', {}, this._trans.__('predicted: %1', text));
  }
}

/** A class with a bar as long as it is probable. */
function bar({ label, share }: Guess): HTMLElement {
  const fill = element('span', { class: 'kl-Guess-bar' });
  fill.style.width = `${Math.round(share * 100)}%`;
  return element(
    'div',
    { class: 'kl-Guess' },
    fill,
    element('span', { class: 'kl-Guess-label' }, label),
    element('span', { class: 'kl-Guess-share' }, formatShare(share))
  );
}
