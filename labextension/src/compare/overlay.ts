/** The curves of the runs over one another: two charts at most, each of a metric of one's choice. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Range } from '../chartData';
import { ChartTools } from '../chartTools';
import type { ChartLook } from '../chart';
import { element } from '../dom';
import { OverlayChart } from './overlayChart';
import { RunLegend } from './runLegend';
import { select } from './select';
import type { CompareState } from './state';
import type { Unit } from './curves';

/** Charts, the legend for both, and how they are looked at. */
export class Overlay {
  readonly node: HTMLElement;
  private readonly _charts: OverlayChart[];
  private readonly _legend: RunLegend;
  private readonly _tools: ChartTools;
  private _unit: Unit;

  constructor(
    private readonly _state: CompareState,
    trans: TranslationBundle
  ) {
    const { drawn, metrics, runs } = _state.bundle;
    this._unit = runs.every(run => run.steps !== null || run.series.length === 0)
      ? 'epoch'
      : 'step';
    const events = {
      onHover: (x: number | null) => {
        this._hover(x);
      },
      onZoom: (range: Range | null) => {
        this._tools.zoom(range);
      }
    };
    const first = drawn.length > 0 ? drawn : metrics.slice(0, 1);
    this._charts = first.slice(0, 2).map(metric => new OverlayChart(_state, metric, trans, events));
    this._tools = new ChartTools(trans, look => {
      this._look(look);
    });
    this._legend = new RunLegend(_state, trans);
    const units = {
      epoch: trans.__('epoch'),
      step: trans.__('step'),
      seconds: trans.__('seconds')
    };
    const unit = select(trans.__('Horizontal axis'), units, this._unit, chosen => {
      this._unit = chosen as Unit;
      this._tools.zoom(null);
      this.update();
    });
    this.node = element(
      'div',
      { class: 'kl-Overlay' },
      element('div', { class: 'kl-Run-charts' }, ...this._charts.map(({ node }) => node)),
      this._legend.node,
      element('div', { class: 'kl-Overlay-tools' }, unit, this._tools.node)
    );
  }

  dispose(): void {
    for (const chart of this._charts) {
      chart.dispose();
    }
  }

  /** Draws the runs that are to be seen. */
  update(): void {
    this.node.hidden = this._state.bundle.runs.every(run => run.series.length === 0);
    for (const chart of this._charts) {
      chart.update(this._unit);
    }
    this._legend.update();
  }

  private _hover(x: number | null): void {
    for (const chart of this._charts) {
      chart.hover(x);
    }
    const values = x === null ? null : this._charts[0]?.valuesAt(x);
    this._legend.showValues(values ?? null);
  }

  private _look(look: ChartLook): void {
    for (const chart of this._charts) {
      chart.look = look;
    }
  }
}
