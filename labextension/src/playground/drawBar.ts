/** What the pointer draws: a class to choose, or the eraser. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import { formatNumber } from '../format';
import type { PlaygroundState } from '../protocol';
import { colorOf } from './colors';

/** A swatch for each class (and one more), or for low, middle and high numbers. */
export class DrawBar {
  readonly node = element('div', { class: 'kl-Play-row kl-DrawBar', role: 'group' });
  /** The class or number of a point that is drawn. */
  value = 0;
  erasing = false;
  private _values: number[] = [];
  private _known = '';

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onChange: () => void
  ) {
    this.node.setAttribute('aria-label', _trans.__('What is drawn'));
  }

  draw(state: PlaygroundState, enabled: boolean): void {
    const known = [...state.labels, ...state.span, state.own, enabled].join();
    if (known === this._known) {
      return;
    }
    this._known = known;
    this._values = valuesOf(state);
    const swatches = this._values.map((value, i) => this._swatch(state, value, i, enabled));
    const eraser = button(this._trans.__('Erase'), this._trans.__('Take points away'), () => {
      this._take(this.value, true);
    });
    eraser.disabled = !enabled;
    this.node.replaceChildren(this._trans.__('Draw'), ...swatches, eraser);
    this.value = this._values.includes(this.value) ? this.value : (this._values[0] ?? 0);
    this._mark();
  }

  /** The class or number at this place of the bar. */
  choose(place: number): void {
    const value = this._values[place];
    if (value !== undefined) {
      this._take(value, false);
    }
  }

  private _swatch(
    state: PlaygroundState,
    value: number,
    place: number,
    enabled: boolean
  ): HTMLButtonElement {
    const classes = state.task === 'classes';
    const name = classes ? (state.labels[value] ?? '+') : formatNumber(value);
    const label =
      name === '+' ? this._trans.__('Draw a further class') : this._trans.__('Draw %1', name);
    const made = button(
      name,
      label,
      () => {
        this._take(value, false);
      },
      'kl-DrawBar-swatch'
    );
    made.style.setProperty('--kl-swatch', colorOf(classes ? value : Number(place > 1)));
    made.disabled = !enabled;
    return made;
  }

  private _take(value: number, erasing: boolean): void {
    this.value = value;
    this.erasing = erasing;
    this._mark();
    this._onChange();
  }

  private _mark(): void {
    const chosen = this.erasing ? this._values.length : this._values.indexOf(this.value);
    Array.from(this.node.children).forEach((child, i) => {
      child.setAttribute('aria-pressed', String(i === chosen));
    });
  }
}

/** What can be drawn. */
export function valuesOf(state: PlaygroundState): number[] {
  if (state.task === 'classes') {
    const room = !state.own && state.labels.length < state.choices.classes;
    return [...state.labels.keys(), ...(room ? [state.labels.length] : [])];
  }
  const [low = 0, high = 1] = state.span;
  return [low, (low + high) / 2, high];
}
