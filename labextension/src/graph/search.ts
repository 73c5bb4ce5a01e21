/** The search field of a graph: by name or type; Enter goes from match to match. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, keepKeys } from '../dom';
import type { GraphNode, LayerDescription } from '../protocol';
import type { GraphView } from './graphView';

/** `openAll` draws every box, after which the search goes on. */
export class GraphSearch {
  readonly node: HTMLElement;
  readonly field: HTMLInputElement;
  private readonly _count = element('span', { class: 'kl-Graph-count', role: 'status' });
  private _found: GraphNode[] = [];
  private _at = -1;

  constructor(
    private readonly _view: GraphView,
    private readonly _layers: readonly LayerDescription[],
    private readonly _trans: TranslationBundle,
    private readonly _openAll: () => Promise<void>
  ) {
    const label = _trans.__('Search by name or type');
    this.field = element('input', { type: 'search', class: 'kl-Graph-search', placeholder: label });
    this.field.setAttribute('aria-label', label);
    this.field.setAttribute('data-lm-suppress-shortcuts', 'true');
    this.field.addEventListener('input', () => {
      this._at = -1;
      this.update();
    });
    this.field.addEventListener('keydown', event => {
      void this._onKey(event);
    });
    keepKeys(this._count);
    this.node = element('div', { class: 'kl-Graph-finder' }, this.field, this._count);
  }

  /** Looks again: the field or the drawing has changed. */
  update(): void {
    const wanted = this.field.value.trim();
    this._found = matches(wanted, this._view.nodes);
    this._view.highlight(new Set(this._found.map(node => node.id)));
    this._count.textContent = wanted === '' ? '' : this._told(wanted);
  }

  private async _onKey(event: KeyboardEvent): Promise<void> {
    if (event.key === 'Escape') {
      this.field.value = '';
      this._at = -1;
      this.update();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      await this._go(event.shiftKey ? -1 : 1);
    }
  }

  private async _go(step: number): Promise<void> {
    if (this._found.length === 0 && this._hidden(this.field.value.trim()) > 0) {
      await this._openAll();
      this.update();
    }
    const count = this._found.length;
    if (count > 0) {
      this._at = (this._at + step + count) % count;
      this._view.reveal(this._found[this._at]?.id ?? '');
      this._count.textContent = this._told(this.field.value.trim());
    }
  }

  private _told(wanted: string): string {
    const count = this._found.length;
    if (count > 0) {
      return this._at < 0
        ? this._trans.__('%1 found', count)
        : this._trans.__('%1 of %2', this._at + 1, count);
    }
    const hidden = this._hidden(wanted);
    return hidden > 0
      ? this._trans.__('%1 in closed boxes: Enter opens them', hidden)
      : this._trans.__('none found');
  }

  private _hidden(wanted: string): number {
    const named = this._layers.filter(layer => layer.depth === 0);
    return named.filter(({ name, type }) => fits(wanted, name, type)).length;
  }
}

/** The nodes whose label or type contains all words of `wanted`. */
export function matches(wanted: string, nodes: readonly GraphNode[]): GraphNode[] {
  return wanted.trim() === '' ? [] : nodes.filter(node => fits(wanted, node.label, node.type));
}

function fits(wanted: string, ...texts: string[]): boolean {
  const text = texts.join(' ').toLowerCase();
  const words = wanted.toLowerCase().split(/\s+/);
  return words.every(word => text.includes(word));
}
