/** The table of a model's layers: shapes, parameters, what they cost. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, keepKeys } from '../dom';
import { formatMemory, formatCount, formatFlops, formatTime } from '../format';
import type { LayerDescription, LayerTimes, ModelBundle } from '../protocol';

interface Column {
  title: string;
  /** What the title means, where it needs saying. */
  hint?: string;
  text: (layer: LayerDescription, index: number) => string;
  number: boolean;
}

/** `onSelect` hears of the row that was clicked or entered. */
export class LayerTable {
  readonly node = element('div', { class: 'kl-Model-table' });
  private _rows: HTMLElement[] = [];
  private _selected: number | null = null;

  constructor(
    private readonly _bundle: ModelBundle,
    private readonly _trans: TranslationBundle,
    private readonly _onSelect: (index: number) => void
  ) {
    this.show(_bundle.times);
  }

  /** Draws the table, with how long the layers take if that is known. */
  show(times: LayerTimes | null): void {
    const columns = this._columns(times);
    this._rows = this._bundle.layers.map((layer, i) => this._row(layer, i, columns));
    const heads = columns.map(column =>
      element('th', { class: numeric(column), title: column.hint, scope: 'col' }, column.title)
    );
    const first = element('th', { scope: 'col' }, this._trans.__('Layer'));
    this.node.replaceChildren(
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, first, ...heads)),
        element('tbody', {}, ...this._rows)
      )
    );
    this.select(this._selected);
  }

  /** Marks the row of a layer. */
  select(index: number | null): void {
    this._selected = index;
    this._rows.forEach((row, i) => {
      row.classList.toggle('kl-mod-selected', i === index);
    });
  }

  private _columns(times: LayerTimes | null): Column[] {
    const trans = this._trans;
    const columns: Column[] = [
      { title: trans.__('Type'), text: layer => layer.type, number: false },
      { title: trans.__('Output shape'), text: layer => layer.output, number: false },
      { title: trans.__('Parameters'), text: layer => formatCount(layer.params), number: true },
      { title: trans.__('Trainable'), text: layer => this._trainable(layer), number: false },
      {
        title: 'FLOPs',
        hint: trans.__('for one sample, forward; a multiplication with its addition counts as two'),
        text: layer => formatFlops(layer.flops),
        number: true
      },
      {
        title: trans.__('Outputs'),
        hint: trans.__('memory of the outputs for one sample'),
        text: layer => formatMemory(layer.activation_bytes),
        number: true
      },
      {
        title: trans.__('Weights'),
        hint: trans.__('memory of the weights'),
        text: layer => formatMemory(layer.weight_bytes),
        number: true
      }
    ];
    if (times) {
      columns.push({
        title: trans.__('Time'),
        hint: trans.__(
          'forward, for a batch of %1, each layer by itself (%2; medians)',
          times.batch,
          times.engine
        ),
        text: (_, i) => formatTime(times.seconds[i]),
        number: true
      });
    }
    return columns;
  }

  private _trainable(layer: LayerDescription): string {
    if (layer.params === 0) {
      return '–';
    }
    return layer.trainable ? this._trans.__('yes') : this._trans.__('no');
  }

  private _row(layer: LayerDescription, index: number, columns: Column[]): HTMLElement {
    const name = element('button', { type: 'button', class: 'kl-Model-name' }, layer.name);
    keepKeys(name);
    name.style.marginLeft = `${layer.depth * 14}px`;
    const cells = columns.map(column =>
      element('td', { class: numeric(column) }, column.text(layer, index))
    );
    const row = element('tr', {}, element('td', {}, name), ...cells);
    row.addEventListener('click', () => {
      this._onSelect(index);
    });
    return row;
  }
}

function numeric(column: Column): string | undefined {
  return column.number ? 'kl-mod-number' : undefined;
}
