/** The runs of the ledger: sorted, filtered, ticked and compared. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout, Widget } from '@lumino/widgets';

import { button, element } from '../dom';
import type { KernelLink } from '../kernelLink';
import type { RunEntry, RunsBundle } from '../protocol';
import { sparkline, updateSparkline } from '../sparkline';
import { durationText, rowStatusText } from './columns';
import { compareIn } from './compareIn';
import { exportButton } from './exportButton';
import { FilterBox } from './filterBox';
import { parseFilter, type Filter } from './filter';
import { SortTable, type TableColumn } from './sortTable';

/** Metrics, and settings that vary, that get a column; the others can be filtered by as well. */
const MOST_METRICS = 4;
const MOST_SETTINGS = 3;

/** A table of runs; with a link those that are ticked can be compared below it. */
export class RunsView extends Widget {
  private readonly _filterBox: FilterBox;
  private readonly _table: SortTable<RunEntry>;
  private readonly _ticked = new Set<string>();
  private readonly _compare: HTMLButtonElement;
  private readonly _below = new Widget();
  private _filter: Filter = () => true;
  private _error = '';

  constructor(
    private _bundle: RunsBundle,
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {
    super();
    this.addClass('kl-Compare');
    this.addClass('kl-Runs');
    this._filterBox = new FilterBox(_trans, text => {
      this._filterBy(text);
    });
    this._table = new SortTable(_trans.__('Runs'), name => _trans.__('Choose %1', name), _trans, {
      onTick: (ids, ticked) => {
        this._tick(ids, ticked);
      },
      onPoint: id => {
        this._table.point(id);
      }
    });
    this._compare = button(_trans.__('Compare'), _trans.__('Compare the chosen runs'), () => {
      void this._showComparison();
    });
    const tools = element('div', { class: 'kl-Compare-tools' }, this._filterBox.node);
    if (_link) {
      tools.append(
        this._compare,
        exportButton(_link, _trans, () => this._chosen())
      );
      tools.append(
        button(_trans.__('refresh'), _trans.__('Read the ledger again'), () => {
          void this._refresh(_link);
        })
      );
    }
    const list = new Widget({ node: element('div', {}, tools, this._table.node) });
    this._below.layout = new PanelLayout();
    const layout = (this.layout = new PanelLayout());
    layout.addWidget(list);
    layout.addWidget(this._below);
    this._update();
  }

  get bundle(): RunsBundle {
    return this._bundle;
  }

  /** Shows newer data. */
  set bundle(bundle: RunsBundle) {
    this._bundle = bundle;
    this._update();
  }

  /** The ticked runs, in the order of the list. */
  private _chosen(): string[] {
    return this._bundle.runs.filter(({ id }) => this._ticked.has(id)).map(({ id }) => id);
  }

  private _tick(ids: string[], ticked: boolean): void {
    for (const id of ids) {
      if (ticked) {
        this._ticked.add(id);
      } else {
        this._ticked.delete(id);
      }
    }
    this._update();
  }

  private _filterBy(text: string): void {
    try {
      const { runs } = this._bundle;
      const names = [
        ...this._columns().map(({ key }) => key),
        ...namesIn(runs.map(run => run.settings)),
        ...namesIn(runs.map(run => run.logs))
      ];
      this._filter = parseFilter(text, [...new Set(names)], this._trans);
      this._error = '';
    } catch (error) {
      this._error = error instanceof Error ? error.message : String(error);
    }
    this._update();
  }

  private _update(): void {
    const columns = this._columns();
    const { runs, total } = this._bundle;
    const passing = runs.filter(run =>
      this._filter(name => {
        const column = columns.find(({ key }) => key === name);
        return column ? column.value(run) : (run.settings[name] ?? run.logs[name] ?? null);
      })
    );
    this._table.update(columns, passing, {
      ticked: id => this._ticked.has(id),
      pointed: null
    });
    this._filterBox.update(this._error, this._trans.__('%1 of %2 runs', passing.length, total));
    const chosen = this._chosen().length;
    this._compare.disabled = chosen < 2;
    this._compare.textContent =
      chosen < 2 ? this._trans.__('Compare') : this._trans.__('Compare %1 runs', chosen);
  }

  private async _showComparison(): Promise<void> {
    if (this._link) {
      await compareIn(this._below, this._link, this._chosen(), this._trans);
    }
  }

  private async _refresh(link: KernelLink): Promise<void> {
    try {
      const count = Math.max(this._bundle.runs.length, 10);
      this.bundle = await link.ask<RunsBundle>('runs.list', { count });
    } catch (error) {
      this._error = error instanceof Error ? error.message : String(error);
      this._update();
    }
  }

  private _columns(): TableColumn<RunEntry>[] {
    const { runs } = this._bundle;
    const metrics = namesIn(runs.map(run => run.logs)).slice(0, MOST_METRICS);
    const settings = namesIn(runs.map(run => run.settings))
      .filter(name => new Set(runs.map(run => run.settings[name] ?? null)).size > 1)
      .slice(0, MOST_SETTINGS);
    return [
      { key: 'name', title: this._trans.__('run'), value: run => run.name },
      {
        key: 'status',
        title: this._trans.__('status'),
        value: run => run.status,
        text: run => rowStatusText(run.status, this._trans)
      },
      {
        key: 'curve',
        title: this._trans.__('curve'),
        value: run => run.spark.at(-1) ?? null,
        text: () => '',
        mark: (run, before) => {
          const spark = (before as SVGSVGElement | null) ?? sparkline(this._trans.__('Loss'));
          updateSparkline(spark, run.spark);
          return spark;
        }
      },
      {
        key: 'started',
        title: this._trans.__('began'),
        value: run => run.started,
        text: run => new Date(run.started * 1000).toLocaleString(undefined, SHORT)
      },
      ...settings.map((name): TableColumn<RunEntry> => ({
        key: name,
        title: name,
        value: run => run.settings[name] ?? null
      })),
      { key: 'epochs', title: this._trans.__('epochs'), value: run => run.epoch },
      {
        key: 'seconds',
        title: this._trans.__('took'),
        value: run => run.seconds,
        text: run => durationText(run.seconds)
      },
      ...metrics.map((name): TableColumn<RunEntry> => ({
        key: name,
        title: name,
        value: run => run.logs[name] ?? null
      }))
    ];
  }
}

/** All names in any of the records, in order. */
function namesIn(records: object[]): string[] {
  return [...new Set(records.flatMap(record => Object.keys(record)))];
}

const SHORT: Intl.DateTimeFormatOptions = {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit'
};
