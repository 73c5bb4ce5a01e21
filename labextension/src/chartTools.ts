/** How the charts of a run are looked at: smoothing, and the way out of a zoom. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ChartLook } from './chart';
import type { Range } from './chartData';
import { button, element } from './dom';

/** How charts look at first (JupyterLab's settings). */
export const chartDefaults = { smoothing: 0 };

/** A slider and a button; `onChange` hears how the charts are to look. */
export class ChartTools {
  readonly node: HTMLElement;
  private readonly _reset: HTMLButtonElement;
  private _look: ChartLook = { zoom: null, ...chartDefaults };

  constructor(
    trans: TranslationBundle,
    private readonly _onChange: (look: ChartLook) => void
  ) {
    this._reset = button(trans.__('whole run'), trans.__('Show the whole run again'), () => {
      this.zoom(null);
    });
    this._reset.hidden = true;
    const slider = element('input', {
      class: 'kl-Smoothing',
      type: 'range',
      min: 0,
      max: 0.99,
      step: 0.01,
      value: chartDefaults.smoothing,
      'aria-label': trans.__('Smoothing'),
      'data-lm-suppress-shortcuts': 'true'
    });
    slider.addEventListener('input', () => {
      this._change({ smoothing: slider.valueAsNumber });
    });
    const label = element('label', {}, trans.__('smoothing'), ' ', slider);
    this.node = element('div', { class: 'kl-Steer' }, this._reset, label);
  }

  /** Shows only these steps; null: all. */
  zoom(range: Range | null): void {
    this._reset.hidden = range === null;
    this._change({ zoom: range });
  }

  private _change(part: Partial<ChartLook>): void {
    this._look = { ...this._look, ...part };
    this._onChange(this._look);
  }
}
