/** The view of a run, live or not: it cannot tell, it draws what the record holds. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { ChartLook } from './chart';
import { ChartBox } from './chartBox';
import { isLoss } from './chartData';
import { ChartTools } from './chartTools';
import { element, setText } from './dom';
import { Findings } from './findings';
import { formatCount, formatNumber } from './format';
import { Looks, type OnLook } from './looks/looks';
import { markText } from './markText';
import type { LookKind, Mark } from './protocol';
import { RunHeader } from './runHeader';
import type { Presence } from './runText';
import type { OnCommand } from './steerButtons';
import { isActive, type RunRecord } from './store';
import { onTheme } from './theme';

/** Header, two charts and a line that says what is under the pointer. */
export class RunView extends Widget {
  private readonly _header: RunHeader;
  private readonly _charts: ChartBox[];
  private readonly _tools: ChartTools;
  private readonly _findings: Findings;
  private readonly _looks: Looks;
  private readonly _note = element('div', { class: 'kl-Run-note' });
  private readonly _forgetTheme: () => void;
  private _record: RunRecord | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    onCommand: OnCommand,
    onLook: OnLook
  ) {
    super({ node: element('article', { class: 'kl-Run' }) });
    this._header = new RunHeader(_trans, onCommand);
    this._findings = new Findings(_trans, onCommand, mark => {
      this._jump(mark);
    });
    this._looks = new Looks(_trans, onLook);
    this._tools = new ChartTools(_trans, look => {
      this._setLook(look);
    });
    const events = {
      onHover: (x: number | null): void => {
        this._hover(x);
      },
      onZoom: this._tools.zoom.bind(this._tools)
    };
    this._charts = [
      new ChartBox(_trans.__('Loss'), isLoss, true, _trans, events),
      new ChartBox(_trans.__('Metrics'), name => !isLoss(name), false, _trans, events)
    ];
    const charts = element('div', { class: 'kl-Run-charts' });
    charts.append(...this._charts.map(chart => chart.node));
    const below = element('div', { class: 'kl-Run-below' }, this._note, this._tools.node);
    this.node.append(this._header.node, charts, below, this._findings.node, this._looks.node);
    this._tools.zoom(null);
    this._forgetTheme = onTheme(() => {
      this._updateCharts();
    });
  }

  override dispose(): void {
    this._forgetTheme();
    this._looks.dispose();
    for (const chart of this._charts) {
      chart.dispose();
    }
    super.dispose();
  }

  /** `offered`: the looks at the model that the kernel can be asked for. */
  draw(record: RunRecord, presence: Presence, offered: LookKind[]): void {
    this._record = record;
    this.node.dataset['run'] = record.state.id;
    this._header.update(record.state, presence);
    this._findings.update(record, presence === 'live' && isActive(record.state));
    this._looks.update(record.state, offered, record.looks);
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

  private _setLook(look: ChartLook): void {
    for (const chart of this._charts) {
      chart.look = look;
    }
  }

  /** Puts the crosshair at a mark, in view. */
  private _jump(mark: Mark): void {
    this._tools.zoom(null);
    this._hover(mark.step);
    this.node.querySelector('.kl-Run-charts')?.scrollIntoView({ block: 'nearest' });
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
    return at + epoch + (mark ? ` · ${markText(mark, this._trans)}` : '');
  }
}
