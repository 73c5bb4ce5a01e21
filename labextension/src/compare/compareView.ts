/** Runs side by side: curves, parallel coordinates, table, differences. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { button, element, setText } from '../dom';
import type { KernelLink } from '../kernelLink';
import type { CompareBundle, ComparedRun, Details } from '../protocol';
import { onTheme } from '../theme';
import { CodeView } from './codeView';
import { compareColumns } from './columns';
import { DifferencesView } from './differences';
import { exportButton } from './exportButton';
import { FilterBox } from './filterBox';
import { Overlay } from './overlay';
import { ParallelView } from './parallel';
import { SortTable } from './sortTable';
import { CompareState, type Change } from './state';

/** All views of one comparison, which share a state; with a link they ask the kernel for what was left out. */
export class CompareView extends Widget {
  private readonly _state: CompareState;
  private readonly _progress = element('p', { class: 'kl-Compare-progress', role: 'status' });
  private readonly _overlay: Overlay;
  private readonly _parallel: ParallelView;
  private readonly _filter: FilterBox;
  private readonly _table: SortTable<ComparedRun>;
  private readonly _differences: DifferencesView;
  private readonly _code: CodeView;
  private readonly _reset: HTMLButtonElement;
  private readonly _forgetTheme: () => void;

  constructor(
    bundle: CompareBundle,
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {
    super({ node: element('article') });
    this.addClass('kl-Compare');
    const state = (this._state = new CompareState(bundle, _trans));
    this._overlay = new Overlay(state, _trans);
    this._parallel = new ParallelView(state, _trans);
    this._filter = new FilterBox(_trans, text => {
      state.filter(text);
    });
    this._table = new SortTable(_trans.__('Runs'), name => _trans.__('Draw %1', name), _trans, {
      onTick: (ids, ticked) => {
        state.show(ids, ticked);
      },
      onPoint: id => {
        state.pointed = id;
      }
    });
    this._reset = button(_trans.__('all values'), _trans.__('Take all brushes away'), () => {
      state.axes.forEach(axis => {
        state.brush(axis, null);
      });
    });
    this._differences = new DifferencesView(state, _trans);
    this._code = new CodeView(state, _trans, _link && (() => this._askCodes(_link)));
    this._fill();
    this._forgetTheme = onTheme(() => {
      this._update(state, 'runs');
    });
    state.changed.connect(this._update, this);
    this._update(state, 'runs');
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._forgetTheme();
      this._overlay.dispose();
      this._parallel.dispose();
      super.dispose();
    }
  }

  /** Shows newer values; what people have filtered and hidden stays so. */
  set bundle(bundle: CompareBundle) {
    this._state.bundle = bundle;
  }

  private _fill(): void {
    const tools = element('div', { class: 'kl-Compare-tools' }, this._filter.node, this._reset);
    if (this._link) {
      tools.append(
        exportButton(this._link, this._trans, () =>
          this._state.passing.filter(run => run.series.length > 0).map(run => run.id)
        )
      );
    }
    this.node.append(
      this._progress,
      this._overlay.node,
      this._parallel.node,
      tools,
      this._table.node,
      this._differences.node,
      this._code.node
    );
  }

  private _update(state: CompareState, change: Change): void {
    this._table.point(state.pointed);
    this._overlay.update();
    this._parallel.point();
    if (change === 'pointed') {
      return;
    }
    const { runs, left } = state.bundle;
    this._parallel.update();
    this._reset.hidden = state.axes.every(axis => state.brushOf(axis) === undefined);
    const count = this._trans.__('%1 of %2 runs', state.passing.length, runs.length);
    this._filter.update(state.error, state.passing.length < runs.length ? count : '');
    this._table.update(compareColumns(state, this._trans), state.passing, {
      ticked: id => !state.isHidden(id),
      pointed: state.pointed
    });
    this._differences.update();
    this._code.update();
    this._progress.hidden = left === null;
    const done = runs.length - (left ?? 0);
    setText(this._progress, this._trans.__('Sweep: %1 of %2 done', done, runs.length));
  }

  private async _askCodes(link: KernelLink): Promise<string[]> {
    const runs = this._state.bundle.runs.map(run => run.id);
    return (await link.ask<Details>('runs.details', { runs })).codes;
  }
}
