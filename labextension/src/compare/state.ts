/** What people have made of a comparison: filtered, brushed, hidden, pointed at. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import type { CompareBundle, ComparedRun, Item } from '../protocol';
import { chooseColumns, makeAxis, within, type Axis, type Brush } from './axis';
import { parseFilter, type Filter } from './filter';

/** `runs`: which are to be seen has changed; `pointed`: only which one is pointed at. */
export type Change = 'runs' | 'pointed';

/** The one place all views of a comparison look at; emits `changed`. */
export class CompareState {
  axes: Axis[] = [];
  /** What is wrong with the filter, or nothing. */
  error = '';
  private _bundle: CompareBundle;
  private _filter: Filter = () => true;
  private _pointed: string | null = null;
  private readonly _hidden = new Set<string>();
  private readonly _brushes = new Map<string, Brush>();
  private readonly _changed = new Signal<this, Change>(this);

  constructor(
    bundle: CompareBundle,
    private readonly _trans: TranslationBundle
  ) {
    this._bundle = bundle;
    this._makeAxes();
  }

  get changed(): ISignal<this, Change> {
    return this._changed;
  }

  get bundle(): CompareBundle {
    return this._bundle;
  }

  /** The same comparison with more runs, or newer values. */
  set bundle(bundle: CompareBundle) {
    this._bundle = bundle;
    this._makeAxes();
    this._changed.emit('runs');
  }

  /** The runs that pass the filter and the brushes. */
  get passing(): ComparedRun[] {
    return this._bundle.runs.filter(run => this.passes(run));
  }

  /** Those of them that are not hidden, and have anything to draw. */
  get drawn(): ComparedRun[] {
    return this.passing.filter(run => !this._hidden.has(run.id) && run.series.length > 0);
  }

  get pointed(): string | null {
    return this._pointed;
  }

  /** The id of the run that is pointed at. */
  set pointed(id: string | null) {
    if (id !== this._pointed) {
      this._pointed = id;
      this._changed.emit('pointed');
    }
  }

  /** The names of all columns, as a filter knows them. */
  get names(): string[] {
    return ['name', 'status', 'epochs', 'seconds', ...this._bundle.columns.map(({ name }) => name)];
  }

  read(run: ComparedRun, name: string): Item {
    const own: Record<string, Item> = {
      name: run.label,
      status: run.status,
      epochs: run.epoch,
      seconds: run.seconds
    };
    const column = this._bundle.columns.findIndex(each => each.name === name);
    return own[name] ?? run.items[column] ?? null;
  }

  /** Filters by `text`; one that cannot be understood leaves things as they are, and `error` says why. */
  filter(text: string): void {
    try {
      this._filter = parseFilter(text, this.names, this._trans);
      this.error = '';
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
    }
    this._changed.emit('runs');
  }

  brushOf(axis: Axis): Brush | undefined {
    return this._brushes.get(axis.name);
  }

  /** Keeps only the runs within the brush; null: all again. */
  brush(axis: Axis, brush: Brush | null): void {
    if (brush) {
      this._brushes.set(axis.name, brush);
    } else {
      this._brushes.delete(axis.name);
    }
    this._changed.emit('runs');
  }

  isHidden(id: string): boolean {
    return this._hidden.has(id);
  }

  /** Shows or hides runs in the charts. */
  show(ids: string[], shown: boolean): void {
    for (const id of ids) {
      if (shown) {
        this._hidden.delete(id);
      } else {
        this._hidden.add(id);
      }
    }
    this._changed.emit('runs');
  }

  passes(run: ComparedRun): boolean {
    return (
      this._filter(name => this.read(run, name)) &&
      this.axes.every(axis => within(axis, this.brushOf(axis), run.items[axis.column] ?? null))
    );
  }

  private _makeAxes(): void {
    const { columns, runs, drawn } = this._bundle;
    const items = runs.map(run => run.items);
    this.axes = chooseColumns(columns, items, drawn).map(column =>
      makeAxis(
        column,
        columns[column]?.name ?? '',
        items.map(each => each[column] ?? null)
      )
    );
    const stops = new Map(this.axes.map(axis => [axis.name, axis.stops.length]));
    for (const [name, brush] of this._brushes) {
      if (brush.high >= (stops.get(name) ?? 0)) {
        this._brushes.delete(name);
      }
    }
  }
}
