/** How the network is made and trained. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONValue } from '@lumino/coreutils';

import { button, element, setText } from '../dom';
import { Choice, NumberField } from '../fields';
import type { PlaygroundState } from '../protocol';

const RATES = { min: 0, max: 10, step: 'any' };
const FIRST_UNITS = 4; // of a layer that is added

/** `form`: above the network; `units`: right above its columns; `training`: below it. */
export class FormBar {
  readonly form: HTMLElement;
  readonly training: HTMLElement;
  readonly units = element('div', { class: 'kl-Play-units' });
  private readonly _count = element('output');
  private readonly _less: HTMLButtonElement;
  private readonly _more: HTMLButtonElement;
  private readonly _activation: Choice;
  private readonly _optimizer: Choice;
  private readonly _regularization: Choice;
  private readonly _rate: NumberField;
  private readonly _strength: NumberField;
  private readonly _batch: NumberField;
  private _layers: number[] = [];

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _set: (name: string, value: JSONValue) => void
  ) {
    const change = (name: string) => (value: JSONValue) => {
      _set(name, value);
    };
    this._less = button('−', _trans.__('Remove a layer'), () => {
      _set('layers', this._layers.slice(0, -1));
    });
    this._more = button('+', _trans.__('Add a layer'), () => {
      _set('layers', [...this._layers, FIRST_UNITS]);
    });
    this._activation = new Choice(_trans.__('Activation'), {}, change('activation'));
    this._optimizer = new Choice(_trans.__('Optimizer'), {}, change('optimizer'));
    const none = { none: _trans.__('none'), l1: 'L1', l2: 'L2' };
    this._regularization = new Choice(_trans.__('Penalty'), none, change('regularization'));
    this._rate = new NumberField(_trans.__('Learning rate'), RATES, change('learning_rate'));
    this._strength = new NumberField('×', RATES, change('regularization_rate'));
    this._strength.input.setAttribute('aria-label', _trans.__('Strength of the penalty'));
    const batches = { min: 1, max: 1024, step: 1 };
    this._batch = new NumberField(_trans.__('Batch'), batches, change('batch_size'));
    const layers = element('span', { class: 'kl-Labelled' }, this._count, this._less, this._more);
    this.form = element('div', { class: 'kl-Play-row' }, layers, this._activation.node);
    this.training = element(
      'div',
      { class: 'kl-Play-row' },
      this._optimizer.node,
      this._rate.node,
      this._batch.node,
      this._regularization.node,
      this._strength.node
    );
  }

  draw(state: PlaygroundState, enabled: boolean): void {
    const { settings, choices, own } = state;
    this._layers = settings.layers;
    setText(this._count, this._trans.__('Hidden layers: %1', String(state.sizes.length - 2)));
    this._less.disabled = !enabled || own || this._layers.length === 0;
    this._more.disabled = !enabled || own || this._layers.length >= choices.layers;
    this._activation.update(choices.activations, settings.activation);
    this._activation.disabled = this._regularization.disabled = !enabled || own;
    this._optimizer.update(choices.optimizers, settings.optimizer);
    this._regularization.update(choices.regularizations, settings.regularization);
    this._rate.update(settings.learning_rate);
    this._strength.update(settings.regularization_rate);
    this._strength.node.hidden = settings.regularization === 'none' || own;
    this._batch.update(settings.batch_size);
    this._optimizer.disabled = this._rate.disabled = this._batch.disabled = !enabled;
    this._strength.disabled = !enabled;
    this.units.hidden = own;
    this.units.replaceChildren(
      element('span'),
      ...this._layers.map((units, i) => this._unitButtons(units, i, enabled, choices.units)),
      element('span')
    );
  }

  /** Fewer or more units of a layer, in a column above it. */
  private _unitButtons(units: number, layer: number, enabled: boolean, most: number): HTMLElement {
    const change = (by: number) => (): void => {
      this._set(
        'layers',
        this._layers.map((count, i) => (i === layer ? count + by : count))
      );
    };
    const number = String(layer + 1);
    const less = button('−', this._trans.__('Fewer units in layer %1', number), change(-1));
    const more = button('+', this._trans.__('More units in layer %1', number), change(1));
    less.disabled = !enabled || units <= 1;
    more.disabled = !enabled || units >= most;
    return element('span', {}, less, more);
  }
}
