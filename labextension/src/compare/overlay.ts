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

/** Charts, the legend for both, and how they are looked at; the charts are made when there is something to draw. */
export class Overlay {
  readonly node: HTMLElement;
  private readonly _row = element('div', { class: 'kl-Run-charts' });
  private readonly _charts: OverlayChart[] = [];
  private readonly _legend: RunLegend;
  private readonly _tools: ChartTools;
  private readonly _choice: HTMLSelectElement;
  private _unit: Unit | null = null;

  constructor(
    private readonly _state: CompareState,
    private readonly _trans: TranslationBundle
  ) {
    this._tools = new ChartTools(_trans, look => {
      this._look(look);
    });
    this._legend = new RunLegend(_state, _trans);
    const units = {
      epoch: _trans.__('epoch'),
      step: _trans.__('step'),
      seconds: _trans.__('seconds')
    };
    this._choice = select(_trans.__('Horizontal axis'), units, 'step', chosen => {
      this._unit = chosen as Unit;
      this._tools.zoom(null);
      this.update();
    });
    const tools = element('div', { class: 'kl-Overlay-tools' }, this._choice, this._tools.node);
    const below = element('div', { class: 'kl-Overlay-below' }, this._legend.node, tools);
    this.node = element('div', { class: 'kl-Overlay' }, this._row, below);
  }

  dispose(): void {
    for (const chart of this._charts) {
      chart.dispose();
    }
  }

  /** Draws the runs that are to be seen. */
  update(): void {
    const { runs } = this._state.bundle;
    this.node.hidden = runs.every(run => run.series.length === 0);
    if (this.node.hidden) {
      return;
    }
    this._makeCharts();
    if (this._unit === null) {
      const known = runs.every(run => run.steps !== null || run.series.length === 0);
      this._unit = known ? 'epoch' : 'step';
      this._choice.value = this._unit;
    }
    for (const chart of this._charts) {
      chart.update(this._unit);
    }
    this._legend.update();
  }

  private _makeCharts(): void {
    const { drawn, metrics } = this._state.bundle;
    const wanted = drawn.length > 0 ? drawn.slice(0, 2) : metrics.slice(0, 1);
    for (const metric of wanted.slice(this._charts.length)) {
      const chart = new OverlayChart(this._state, metric, this._trans, {
        onHover: (x: number | null) => {
          this._hover(x);
        },
        onZoom: (range: Range | null) => {
          this._tools.zoom(range);
        }
      });
      this._charts.push(chart);
      this._row.append(chart.node);
    }
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
