/** One chart of an overlay: all runs in one metric. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { Chart, type ChartEvents, type ChartLook } from '../chart';
import { lastValue, pointAt, type Line } from '../chartData';
import { button, element } from '../dom';
import { formatNumber } from '../format';
import type { ComparedRun } from '../protocol';
import { bestItem } from './items';
import { curveOf, type Unit } from './curves';
import { runLook } from './look';
import { select } from './select';
import type { CompareState } from './state';

/** Runs of which each epoch is a dot. */
const MOST_DOTTED = 4;

/** A chart with the choice of its metric. */
export class OverlayChart {
  readonly node: HTMLElement;
  private readonly _chart: Chart;
  private readonly _choice: HTMLSelectElement;
  private _unit: Unit = 'step';
  private _look: ChartLook = { zoom: null, smoothing: 0 };
  private _lines: Line[] = [];

  constructor(
    private readonly _state: CompareState,
    private _metric: string,
    private readonly _trans: TranslationBundle,
    events: ChartEvents
  ) {
    this._chart = new Chart('', {
      ...events,
      onLine: id => {
        _state.pointed = id;
      }
    });
    const log = button(_trans.__('log'), _trans.__('Logarithmic axis'), () => {
      this._chart.log = !this._chart.log;
      log.setAttribute('aria-pressed', String(this._chart.log));
      this._chart.redraw();
    });
    log.setAttribute('aria-pressed', 'false');
    this._choice = select(_trans.__('Metric'), {}, _metric, chosen => {
      this._metric = chosen;
      this.update(this._unit);
    });
    const head = element('div', { class: 'kl-ChartBox-head' }, this._choice, log);
    this.node = element('section', { class: 'kl-ChartBox' }, head, this._chart.node);
  }

  dispose(): void {
    this._chart.dispose();
  }

  /** Draws the runs that are to be seen, along `unit`. */
  update(unit: Unit): void {
    this._unit = unit;
    this._offer(this._state.bundle.metrics);
    this._lines = this._makeLines();
    this._chart.content = {
      lines: this._lines,
      marks: [],
      steps: null,
      total: 0,
      xName: this._trans.__(unit)
    };
    this._chart.node.setAttribute('aria-label', this._describe());
  }

  set look(look: ChartLook) {
    const again = look.smoothing > 0 !== this._look.smoothing > 0;
    this._look = look;
    this._chart.look = look;
    if (again) {
      this.update(this._unit);
    }
  }

  hover(x: number | null): void {
    this._chart.hover = x;
  }

  /** The value of each run that is nearest to `x`. */
  valuesAt(x: number): Map<string, number | null> {
    return new Map(this._lines.map(line => [line.name, pointAt(line, x)?.y ?? null]));
  }

  /** The metrics to choose from: there may be more of them than before. */
  private _offer(metrics: string[]): void {
    if (metrics.length !== this._choice.options.length) {
      const options = metrics.map(name => element('option', { value: name }, name));
      this._choice.replaceChildren(...options);
      this._choice.value = this._metric;
    }
  }

  /** A line a run, called by its id; only steps are smoothed, so what is to be smoothed is drawn as if it were steps. */
  private _makeLines(): Line[] {
    const { drawn, pointed } = this._state;
    const best = this._bestOf(drawn);
    const order = [...drawn].sort((a, b) => Number(a.id === pointed) - Number(b.id === pointed));
    return order.flatMap(run => {
      const found = curveOf(run, this._metric, this._unit);
      if (!found) {
        return [];
      }
      const dotted = drawn.length <= MOST_DOTTED || found.curve.x.length === 1;
      const asSteps = found.kind === 'step' || this._look.smoothing > 0 || !dotted;
      const line: Line = {
        name: run.id,
        ...runLook(this._state.bundle.runs.indexOf(run)),
        dashed: false,
        step: asSteps ? found.curve : null,
        epoch: asSteps ? null : found.curve,
        metric: run.id === (pointed ?? best) ? this._metric : '-'
      };
      if (pointed !== null && drawn.some(({ id }) => id === pointed)) {
        line.weight = run.id === pointed ? 'strong' : 'faint';
      }
      return [line];
    });
  }

  private _bestOf(runs: ComparedRun[]): string | null {
    const name = `best ${this._metric}`;
    const better = this._state.bundle.columns.find(column => column.name === name)?.better;
    const best = better
      ? bestItem(
          runs.map(run => this._state.read(run, name)),
          better
        )
      : null;
    return runs.find(run => best !== null && this._state.read(run, name) === best)?.id ?? null;
  }

  private _describe(): string {
    const labels = new Map(this._state.bundle.runs.map(({ id, label }) => [id, label]));
    const ends = this._lines.map(
      line => `${labels.get(line.name) ?? ''} ${formatNumber(lastValue(line))}`
    );
    return `${this._metric}: ${ends.join(', ')}`;
  }
}
