/** A chart with its legend: names to switch on and off, values under the pointer, a log axis. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { Chart, type ChartEvents, type ChartLook } from './chart';
import { describeLines, lastValue, makeLines, pointAt, type Line } from './chartData';
import { button, element, setText } from './dom';
import { formatNumber } from './format';
import { isActive, type RunRecord } from './store';

/** Shows those series of a record whose name is `wanted`; without any, only if it is `always` there. */
export class ChartBox {
  readonly node: HTMLElement;
  private readonly _chart: Chart;
  private readonly _legend = element('div', { class: 'kl-Legend' });
  private readonly _hidden = new Set<string>();
  private _record: RunRecord | null = null;
  private _hover: number | null = null;

  constructor(
    private readonly _title: string,
    private readonly _wanted: (name: string) => boolean,
    private readonly _always: boolean,
    private readonly _trans: TranslationBundle,
    events: ChartEvents
  ) {
    this._chart = new Chart(_title, events);
    const log = button(_trans.__('log'), _trans.__('Logarithmic axis'), () => {
      this._chart.log = !this._chart.log;
      log.setAttribute('aria-pressed', String(this._chart.log));
      this._chart.redraw();
    });
    log.setAttribute('aria-pressed', 'false');
    const head = element('div', { class: 'kl-ChartBox-head' }, this._legend, log);
    this.node = element('section', { class: 'kl-ChartBox' }, head, this._chart.node);
  }

  dispose(): void {
    this._chart.dispose();
  }

  /** Shows what the record holds now. */
  update(record: RunRecord): void {
    this._record = record;
    const lines = makeLines(record, this._wanted);
    this.node.hidden = lines.length === 0 && !this._always;
    const visible = lines.filter(line => !this._hidden.has(line.name));
    const { steps, total, step } = record.state;
    const end = isActive(record.state) ? (total ?? step) : step;
    const xName = steps ? this._trans.__('epoch') : this._trans.__('step');
    this._chart.content = { lines: visible, marks: record.marks, steps, total: end, xName };
    this._chart.node.setAttribute('aria-label', `${this._title}: ${describeLines(visible)}`);
    this._updateLegend(lines);
  }

  /** Zooms and smoothes. */
  set look(look: ChartLook) {
    this._chart.look = look;
  }

  /** Puts the crosshair at the step `x`, or takes it away. */
  hover(x: number | null): void {
    this._hover = x;
    this._chart.hover = x;
    if (this._record) {
      this._updateLegend(makeLines(this._record, this._wanted));
    }
  }

  private _updateLegend(lines: Line[]): void {
    while (this._legend.childElementCount > lines.length) {
      this._legend.lastElementChild?.remove();
    }
    lines.forEach((line, i) => {
      const item = this._legend.children[i] ?? this._legend.appendChild(this._makeItem());
      const value = this._hover === null ? lastValue(line) : pointAt(line, this._hover)?.y;
      setText(item.children[1] as Node, line.name);
      setText(item.children[2] as Node, formatNumber(value));
      item.setAttribute('aria-label', line.name);
      item.setAttribute('aria-pressed', String(!this._hidden.has(line.name)));
      const swatch = item.children[0] as HTMLElement;
      swatch.style.borderTop = `3px ${line.dashed ? 'dashed' : 'solid'} ${line.color}`;
    });
  }

  private _makeItem(): HTMLElement {
    const name = element('span');
    const made = button('', '', () => {
      this._toggle(name.textContent);
    });
    made.classList.add('kl-Legend-item');
    made.append(
      element('span', { class: 'kl-Legend-swatch' }),
      name,
      element('span', { class: 'kl-Legend-value' })
    );
    return made;
  }

  private _toggle(name: string): void {
    if (!this._hidden.delete(name)) {
      this._hidden.add(name);
    }
    if (this._record) {
      this.update(this._record);
    }
  }
}
