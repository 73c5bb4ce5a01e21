/** The view of a run, live or not: it cannot tell, it draws what the record holds. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { ChartBox } from './chartBox';
import { isLoss } from './chartData';
import { element, setText } from './dom';
import { formatCount, formatNumber } from './format';
import { RunHeader } from './runHeader';
import type { Presence } from './runText';
import type { OnCommand } from './steerButtons';
import type { RunRecord } from './store';

/** Milliseconds after which a change of theme is surely over. */
const THEME_CHANGE = 250;

/** Header, two charts and a line that says what is under the pointer. */
export class RunView extends Widget {
  private readonly _header: RunHeader;
  private readonly _charts: ChartBox[];
  private readonly _note = element('div', { class: 'kl-Run-note' });
  private readonly _themeChanged: MutationObserver;
  private _record: RunRecord | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    onCommand: OnCommand
  ) {
    super({ node: element('article', { class: 'kl-Run' }) });
    this._header = new RunHeader(_trans, onCommand);
    const onHover = (x: number | null): void => {
      this._hover(x);
    };
    this._charts = [
      new ChartBox(_trans.__('Loss'), isLoss, true, _trans, onHover),
      new ChartBox(_trans.__('Metrics'), name => !isLoss(name), false, _trans, onHover)
    ];
    const charts = element('div', { class: 'kl-Run-charts' });
    charts.append(...this._charts.map(chart => chart.node));
    this.node.append(this._header.node, charts, this._note);
    this._themeChanged = new MutationObserver(() => {
      // JupyterLab hides everything while it changes the theme, and a hidden canvas cannot be drawn.
      setTimeout(() => {
        this._updateCharts();
      }, THEME_CHANGE);
    });
    this._themeChanged.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
  }

  override dispose(): void {
    this._themeChanged.disconnect();
    for (const chart of this._charts) {
      chart.dispose();
    }
    super.dispose();
  }

  draw(record: RunRecord, presence: Presence): void {
    this._record = record;
    this._header.update(record.state, presence);
    this._updateCharts();
  }

  private _updateCharts(): void {
    const record = this._record;
    if (record) {
      this._charts.forEach(chart => {
        chart.update(record);
      });
    }
  }

  private _hover(x: number | null): void {
    for (const chart of this._charts) {
      chart.hover(x);
    }
    setText(this._note, x === null || !this._record ? '' : this._describe(x, this._record));
  }

  /** `step 1 234 (epoch 2.35)`, and the mark nearby if there is one. */
  private _describe(x: number, record: RunRecord): string {
    const { steps, total, step } = record.state;
    const at = this._trans.__('step %1', formatCount(x));
    const epoch = steps ? ` (${this._trans.__('epoch %1', formatNumber(x / steps))})` : '';
    const near = 0.01 * Math.max(total ?? 0, step);
    const mark = record.marks.find(candidate => Math.abs(candidate.step - x) <= near);
    return at + epoch + (mark ? ` · ${mark.text}` : '');
  }
}
