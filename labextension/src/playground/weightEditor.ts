/** The weights that lead to one unit, as sliders and numbers. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { floatsOf } from '../bytes';
import { button, element } from '../dom';
import { NumberField, slider } from '../fields';
import { formatNumber } from '../format';
import type { PlaygroundFrame, PlaygroundState } from '../protocol';
import { weightsOf, type Weight } from './geometry';
import { unitName } from './names';
import type { Selection } from './networkView';

const REACH = 5;

interface Row {
  weight: Weight;
  slider: HTMLInputElement;
  field: NumberField;
}

/** Shown for a unit or a line that is selected. */
export class WeightEditor {
  readonly node = element('section', { class: 'kl-Weights' });
  private _rows: Row[] = [];

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onEdit: (weight: Weight, value: number) => void,
    private readonly _onClose: () => void
  ) {
    this.node.hidden = true;
  }

  /** Opens for what is selected, or closes. */
  open(state: PlaygroundState, selection: Selection | null, enabled: boolean): void {
    this.node.hidden = selection === null;
    this._rows = [];
    if (!selection) {
      this.node.replaceChildren();
      return;
    }
    const { layer, unit, source, one } = selection;
    const name = unitName(state, layer + 1, unit, this._trans);
    const close = button('×', this._trans.__('Close'), this._onClose, 'kl-Weights-close');
    const chosen = weightsOf(state.shown).filter(
      weight => weight.layer === layer && weight.unit === unit && (!one || weight.source === source)
    );
    const rows = chosen.map(weight => this._row(state, weight, name, enabled));
    const head = element('header', {}, element('strong', {}, name), close);
    this.node.setAttribute('aria-label', this._trans.__('Weights of: %1', name));
    this.node.replaceChildren(head, ...rows);
  }

  /** Shows the values of this moment. */
  draw(frame: PlaygroundFrame): void {
    const weights = floatsOf(frame.weights);
    for (const row of this._rows) {
      const value = weights[row.weight.at] ?? 0;
      row.field.update(Number(value.toFixed(3)));
      if (document.activeElement !== row.slider || !row.slider.matches(':active')) {
        showOn(row.slider, value);
      }
    }
  }

  private _row(
    state: PlaygroundState,
    weight: Weight,
    name: string,
    enabled: boolean
  ): HTMLElement {
    const from =
      weight.source === null
        ? this._trans.__('bias')
        : unitName(state, weight.layer, weight.source, this._trans);
    const label = this._trans.__('%1 → %2', from, name);
    const range = slider(label, { min: -REACH, max: REACH, step: 0.05 }, value => {
      field.input.value = formatNumber(value);
      this._onEdit(weight, value);
    });
    const field = new NumberField('', { step: 'any' }, value => {
      showOn(range, value);
      this._onEdit(weight, value);
    });
    field.input.setAttribute('aria-label', label);
    range.disabled = field.disabled = !enabled;
    this._rows.push({ weight, slider: range, field });
    return element(
      'div',
      { class: 'kl-Weights-row' },
      element('span', {}, shortName(weight, from)),
      range,
      field.node
    );
  }
}

/** Moves the slider there; it reaches as far as it must. */
function showOn(range: HTMLInputElement, value: number): void {
  const reach = Math.max(REACH, Math.ceil(Math.abs(value)));
  range.min = String(-reach);
  range.max = String(reach);
  range.valueAsNumber = value;
}

function shortName(weight: Weight, from: string): string {
  if (weight.source === null || weight.layer === 0) {
    return from;
  }
  return `${weight.layer}.${weight.source + 1}`;
}
