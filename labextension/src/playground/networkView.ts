/** The network: units with what they compute, weights as lines between them. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { bytesOf, floatsOf } from '../bytes';
import { element, keepKeys, setLabel, svg } from '../dom';
import { formatNumber } from '../format';
import type { PlaygroundFrame, PlaygroundState } from '../protocol';
import { colorOf, paintBytes, paperOf, type Kind } from './colors';
import {
  linePath,
  lineWidth,
  networkHeight,
  placeOf,
  weightsOf,
  type Place,
  type Weight
} from './geometry';
import { unitName } from './names';

/** What is selected: a unit with all that leads to it, or one weight of it. */
export interface Selection {
  layer: number;
  unit: number;
  source: number | null;
  one: boolean;
}

interface Line {
  weight: Weight;
  shown: SVGPathElement;
  hit: SVGPathElement;
  title: Element;
}

/** Lines in an SVG below, units as buttons above it. */
export class NetworkView {
  readonly node = element('div', { class: 'kl-Net' });
  private readonly _svg = svg('svg', { class: 'kl-Net-lines', 'aria-hidden': 'true' });
  private readonly _units = element('div', { class: 'kl-Net-units', role: 'group' });
  private _lines: Line[] = [];
  private _buttons: HTMLButtonElement[][] = [];
  private _state: PlaygroundState | null = null;
  private _frame: PlaygroundFrame | null = null;
  private _selection: Selection | null = null;
  private readonly _observer = new ResizeObserver(() => {
    this._place();
  });

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onSelect: (selection: Selection) => void
  ) {
    this._units.setAttribute('aria-label', _trans.__('Units of the network'));
    this.node.append(this._svg, this._units);
    this._observer.observe(this.node);
  }

  dispose(): void {
    this._observer.disconnect();
  }

  draw(state: PlaygroundState, frame: PlaygroundFrame): void {
    const before = this._state;
    this._state = state;
    this._frame = frame;
    if (!before || formOf(before) !== formOf(state)) {
      this._build(state);
    }
    this._paint(state, frame);
  }

  /** Marks what is selected. */
  select(selection: Selection | null): void {
    this._selection = selection;
    this._mark();
  }

  /** After a change of the theme. */
  redraw(): void {
    if (this._state && this._frame) {
      this._paint(this._state, this._frame);
    }
  }

  private _build(state: PlaygroundState): void {
    this._lines = weightsOf(state.shown)
      .filter(weight => weight.source !== null)
      .map(weight => this._line(weight));
    this._svg.replaceChildren(
      ...this._lines.map(line => line.shown),
      ...this._lines.map(line => line.hit)
    );
    this._buttons = state.shown.map((count, column) =>
      Array.from({ length: count }, (_, unit) => this._unit(state, column, unit))
    );
    this._units.replaceChildren(...this._buttons.flat());
    this.node.style.height = `${networkHeight(state.shown)}px`;
    this._place();
  }

  private _line(weight: Weight): Line {
    const title = svg('title');
    const hit = svg('path', { class: 'kl-Net-hit' }, title);
    const { layer, unit, source } = weight;
    hit.addEventListener('click', () => {
      this._onSelect({ layer, unit, source, one: true });
    });
    return { weight, shown: svg('path', { class: 'kl-Net-line' }), hit, title };
  }

  private _unit(state: PlaygroundState, column: number, unit: number): HTMLButtonElement {
    const name = unitName(state, column, unit, this._trans);
    const made = element('button', { type: 'button', class: 'kl-Net-unit' });
    setLabel(made, name);
    keepKeys(made);
    if (column === 0) {
      made.append(element('span', {}, `x${unit === 0 ? '₁' : '₂'}`));
      made.disabled = true;
    } else {
      made.append(element('canvas'));
      made.addEventListener('click', () => {
        this._onSelect({ layer: column - 1, unit, source: null, one: false });
      });
    }
    return made;
  }

  private _place(): void {
    const [state, width] = [this._state, this.node.clientWidth];
    if (!state || width === 0) {
      return;
    }
    const at = (column: number, unit: number): Place => placeOf(state.shown, column, unit, width);
    this._svg.setAttribute('viewBox', `0 0 ${width} ${networkHeight(state.shown)}`);
    for (const { weight, shown, hit } of this._lines) {
      const path = linePath(
        at(weight.layer, weight.source ?? 0),
        at(weight.layer + 1, weight.unit)
      );
      shown.setAttribute('d', path);
      hit.setAttribute('d', path);
    }
    this._buttons.forEach((buttons, column) => {
      buttons.forEach((button, unit) => {
        const { x, y } = at(column, unit);
        button.style.left = `${x}px`;
        button.style.top = `${y}px`;
      });
    });
  }

  private _paint(state: PlaygroundState, frame: PlaygroundFrame): void {
    const weights = floatsOf(frame.weights);
    for (const { weight, shown, title } of this._lines) {
      const value = weights[weight.at] ?? 0;
      shown.setAttribute('stroke', colorOf(Number(value > 0)));
      shown.setAttribute('stroke-width', String(lineWidth(value)));
      title.textContent = formatNumber(value);
    }
    const pictures = bytesOf(frame.units);
    const size = frame.side * frame.side;
    const paper = paperOf(this.node);
    this._buttons.slice(1).forEach((buttons, column) => {
      const last = column + 2 === this._buttons.length;
      const first = state.shown.slice(1, column + 1).reduce((sum, count) => sum + count, 0);
      buttons.forEach((button, unit) => {
        const bytes = pictures.subarray((first + unit) * size, (first + unit + 1) * size);
        const kind: Kind = last && state.labels.length > 2 ? unit : 'between';
        paintUnit(button.firstElementChild as HTMLCanvasElement, bytes, frame.side, kind, paper);
      });
    });
  }

  private _mark(): void {
    const chosen = this._selection;
    for (const { weight, shown } of this._lines) {
      const leads = weight.layer === chosen?.layer && weight.unit === chosen.unit;
      const marked = leads && (!chosen.one || weight.source === chosen.source);
      shown.classList.toggle('kl-mod-selected', marked);
    }
    this.node.classList.toggle('kl-mod-selecting', chosen !== null);
    this._buttons.forEach((buttons, column) => {
      buttons.forEach((button, unit) => {
        const marked = column - 1 === chosen?.layer && unit === chosen.unit;
        button.setAttribute('aria-pressed', String(marked));
      });
    });
  }
}

/** What the buttons and lines depend on. */
function formOf({ shown, activations, labels }: PlaygroundState): string {
  return JSON.stringify([shown, activations, labels]);
}

function paintUnit(
  canvas: HTMLCanvasElement,
  bytes: Uint8Array,
  side: number,
  kind: Kind,
  paper: [number, number, number]
): void {
  if (canvas.width !== side) {
    canvas.width = canvas.height = side;
  }
  const context = canvas.getContext('2d');
  const image = context?.createImageData(side, side);
  if (context && image) {
    paintBytes(bytes, kind, paper, image.data);
    context.putImageData(image, 0, 0);
  }
}
