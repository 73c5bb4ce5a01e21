/** The tabs of a layer, each asked from the kernel when it is opened. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';

import { element } from '../dom';
import { ownKeys } from '../fields';
import { formatNumber } from '../format';
import type { Activity, LayerLook, Saliency, Tiles } from '../protocol';
import { distributions } from './distributions';
import type { Choice, LayerQuestions } from './layerQuestions';
import { Pane } from './pane';
import { SamplePicker } from './samplePicker';
import type { Tab } from './tabs';
import { pictureOf, tileGrid } from './tiles';

/** What a layer has to show, by its `look`. */
export class LayerViews {
  /** `choice` is the sample chosen last, kept from layer to layer. */
  constructor(
    private readonly _look: LayerLook,
    private readonly _questions: LayerQuestions,
    private readonly _choice: Choice,
    private readonly _trans: TranslationBundle
  ) {}

  tabs(): Tab[] {
    const { weights, filters, attends, samples } = this._look;
    const trans = this._trans;
    const sampled = samples.length > 0;
    return [
      ...(weights.length > 0
        ? [
            tab('weights', trans.__('Weights'), () =>
              distributions(weights, trans.__('Weight'), trans)
            )
          ]
        : []),
      ...(filters > 0 ? [tab('filters', trans.__('Filters'), () => this._filters())] : []),
      ...(sampled ? [tab('activations', trans.__('Activations'), () => this._activations())] : []),
      ...(sampled && attends
        ? [tab('attention', trans.__('Attention'), () => this._attention())]
        : []),
      ...(sampled ? [tab('saliency', trans.__('Saliency'), () => this._saliency())] : [])
    ];
  }

  private _filters(): HTMLElement {
    const pane = new Pane(this._trans);
    const show = (channel: number | null): void => {
      const answer = this._questions.ask<Tiles>('filters', { channel });
      void pane.fill(answer, tiles => [tileGrid(tiles, this._trans.__('Filter'), this._trans)]);
    };
    show(null);
    return element('div', {}, ...this._channels(show), pane.node);
  }

  /** A choice of the input's channel, where there is one. */
  private _channels(onChange: (channel: number | null) => void): HTMLElement[] {
    const count = this._look.channels;
    if (count < 2) {
      return [];
    }
    const all = count === 3 ? this._trans.__('colours') : this._trans.__('mean');
    const options = Array.from({ length: count }, (_, channel) =>
      element('option', { value: channel }, String(channel))
    );
    const select = element('select', {}, element('option', { value: '' }, all), ...options);
    ownKeys(select);
    select.addEventListener('change', () => {
      onChange(select.value === '' ? null : Number(select.value));
    });
    return [
      element('label', { class: 'kl-Picker' }, this._trans.__('Channel of the input'), ' ', select)
    ];
  }

  private _activations(): HTMLElement {
    return this._ofSample(
      about => this._questions.ask<Activity>('activations', about),
      ({ numbers, picture }) => [
        pictureOf(picture, this._trans.__('Activations'), this._trans),
        distributions([numbers], this._trans.__('Layer'), this._trans)
      ]
    );
  }

  private _attention(): HTMLElement {
    const hint = this._trans.__(
      'One image a head: queries from top to bottom, what they look at from left to right.'
    );
    return this._ofSample(
      about => this._questions.ask<Tiles>('attention', about),
      tiles => [
        tileGrid(tiles, this._trans.__('Attention'), this._trans),
        element('p', { class: 'kl-Pane-text' }, hint)
      ]
    );
  }

  private _saliency(): HTMLElement {
    const trans = this._trans;
    return this._ofSample(
      about => this._questions.ask<Saliency>('saliency', about),
      ({ sample, map, winner, score }) => [
        element(
          'div',
          { class: 'kl-Saliency' },
          captioned(pictureOf(sample, trans.__('Sample'), trans), trans.__('Sample')),
          captioned(
            pictureOf(map, trans.__('Saliency'), trans),
            winner === null
              ? trans.__('What the output hangs on')
              : trans.__('What class %1 (%2) hangs on', String(winner), formatNumber(score))
          )
        )
      ]
    );
  }

  /** A picker, and what the kernel says of the sample picked. */
  private _ofSample<Answer>(
    ask: (about: JSONObject) => Promise<Answer>,
    draw: (answer: Answer) => Node[]
  ): HTMLElement {
    const pane = new Pane(this._trans);
    const show = (choice: Choice): void => {
      Object.assign(this._choice, choice);
      void pane.fill(ask({ data: choice.data, index: choice.index }), draw);
    };
    const picker = new SamplePicker(this._look.samples, this._choice, this._trans, show);
    show(picker.choice);
    return element('div', {}, picker.node, pane.node);
  }
}

function tab(id: string, label: string, open: () => HTMLElement): Tab {
  return { id, label, open };
}

function captioned(drawn: HTMLElement, text: string): HTMLElement {
  return element('div', {}, element('p', { class: 'kl-Pane-text' }, text), drawn);
}
