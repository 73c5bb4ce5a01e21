/** Parallel coordinates: an axis for each value that was set and for each result, a line for each run. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, svg } from '../dom';
import type { ComparedRun } from '../protocol';
import { stopOf, type Axis } from './axis';
import { AxisView, type AxisPlace } from './axisView';
import { applyLook, runLook } from './look';
import type { CompareState } from './state';

const HEIGHT = 210;
const TOP = 34;
const BOTTOM = 14;
const SIDE = 46;
/** Fewer pixels between two axes cannot be read: then it scrolls. */
const NARROWEST = 78;

/** Draws the axes and runs of a comparison; brushing an axis filters them. */
export class ParallelView {
  readonly node: HTMLElement;
  private readonly _svg: SVGSVGElement;
  private readonly _lines = svg('g', { class: 'kl-Parallel-lines' });
  private readonly _axes = svg('g');
  private readonly _paths = new Map<string, SVGGElement>();
  private _views: AxisView[] = [];
  private _shown = '';
  private readonly _resized: ResizeObserver;

  constructor(
    private readonly _state: CompareState,
    private readonly _trans: TranslationBundle
  ) {
    this._svg = svg('svg', {
      role: 'group',
      height: HEIGHT,
      'aria-label': _trans.__('Parallel coordinates')
    });
    this._svg.append(this._lines, this._axes);
    this.node = element('div', { class: 'kl-Parallel' }, this._svg);
    this._resized = new ResizeObserver(() => {
      this.update();
    });
    this._resized.observe(this.node);
  }

  dispose(): void {
    this._resized.disconnect();
  }

  /** Draws all runs, those faint that do not pass. */
  update(): void {
    const { axes, bundle } = this._state;
    const swept = axes.some(axis => bundle.columns[axis.column]?.kind === 'set');
    this.node.hidden = !swept || axes.length < 2 || bundle.runs.length < 3;
    if (this.node.hidden || this.node.clientWidth === 0) {
      return;
    }
    const places = this._layOut(axes);
    this._drawAxes(places);
    this._drawLines(places);
  }

  /** Marks the run that is pointed at. */
  point(): void {
    const { pointed } = this._state;
    this._lines.classList.toggle('kl-mod-pointing', pointed !== null && this._paths.has(pointed));
    for (const [id, path] of this._paths) {
      path.classList.toggle('kl-mod-pointed', id === pointed);
    }
    const path = pointed === null ? undefined : this._paths.get(pointed);
    if (path && path !== this._lines.lastElementChild) {
      this._lines.append(path);
    }
  }

  private _layOut(axes: Axis[]): AxisPlace[] {
    const width = Math.max(this.node.clientWidth, (axes.length - 1) * NARROWEST + 2 * SIDE);
    this._svg.setAttribute('width', String(width));
    const gap = (width - 2 * SIDE) / (axes.length - 1);
    return axes.map((axis, i) => ({
      axis,
      first: i === 0,
      last: i === axes.length - 1,
      x: SIDE + i * gap,
      room: gap,
      top: TOP,
      bottom: HEIGHT - BOTTOM
    }));
  }

  /** Makes the axes anew only if they are others: a focus stays where it is. */
  private _drawAxes(places: AxisPlace[]): void {
    const shown = JSON.stringify(places);
    if (shown !== this._shown) {
      this._shown = shown;
      this._views = places.map(
        place =>
          new AxisView(place, this._trans, brush => {
            this._state.brush(place.axis, brush);
          })
      );
      this._axes.replaceChildren(...this._views.map(({ node }) => node));
    }
    this._views.forEach((view, i) => {
      const axis = places[i]?.axis;
      view.update((axis && this._state.brushOf(axis)) ?? null);
    });
  }

  private _drawLines(places: AxisPlace[]): void {
    const { runs } = this._state.bundle;
    for (const [id, path] of this._paths) {
      if (!runs.some(run => run.id === id)) {
        path.remove();
        this._paths.delete(id);
      }
    }
    runs.forEach((run, i) => {
      const path = this._paths.get(run.id) ?? this._makeLine(run);
      const d = lineOf(run, places);
      for (const child of path.querySelectorAll('path')) {
        child.setAttribute('d', d);
      }
      applyLook(path.lastElementChild as Element, runLook(i));
      path.classList.toggle('kl-mod-waiting', run.series.length === 0);
      path.classList.toggle('kl-mod-out', !this._state.passes(run) || this._state.isHidden(run.id));
    });
    this.point();
  }

  /** A line, and a wider one that nobody sees to be pointed at. */
  private _makeLine(run: ComparedRun): SVGGElement {
    const path = svg(
      'g',
      {},
      svg('title', {}, run.label),
      svg('path', { class: 'kl-Parallel-hit' }),
      svg('path', { class: 'kl-Parallel-line' })
    );
    path.addEventListener('pointerenter', () => {
      this._state.pointed = run.id;
    });
    path.addEventListener('pointerleave', () => {
      this._state.pointed = null;
    });
    this._paths.set(run.id, path);
    this._lines.append(path);
    return path;
  }
}

/** From axis to axis; interrupted where the run has no value. */
function lineOf(run: ComparedRun, places: AxisPlace[]): string {
  let pen = 'M';
  return places
    .map(({ axis, x, top, bottom }) => {
      const place = axis.places[stopOf(axis, run.items[axis.column] ?? null)];
      if (place === undefined) {
        pen = 'M';
        return '';
      }
      const part = `${pen}${x.toFixed(1)} ${(bottom - place * (bottom - top)).toFixed(1)}`;
      pen = 'L';
      return part;
    })
    .join('');
}
