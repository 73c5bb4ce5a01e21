/** The graph of a model with its tools: which boxes are open, search, zoom, files. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import { asPng, download } from '../files';
import type { KernelLink } from '../kernelLink';
import type { Graph, GraphNode, ModelBundle } from '../protocol';
import { standaloneSvg } from './export';
import { GraphView } from './graphView';
import { GraphSearch } from './search';

/** `label` names a box for those who cannot see it, `onSelect` hears of the layer that was clicked or entered. */
export class ModelGraph {
  readonly node: HTMLElement;
  private readonly _view: GraphView;
  private readonly _search: GraphSearch;
  private readonly _message = element('p', { class: 'kl-Graph-message', role: 'alert' });
  private readonly _group: HTMLButtonElement;
  private readonly _toggled = new Set<string>();
  private _graph: Graph;
  private _grouped: boolean;

  constructor(
    private readonly _bundle: ModelBundle,
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null,
    label: (node: GraphNode) => string,
    private readonly _onSelect: (layer: number | null) => void
  ) {
    this._graph = _bundle.graph;
    this._grouped = _bundle.full !== null || _bundle.graph.nodes.some(isRepeat);
    this._view = new GraphView(
      _trans,
      label,
      node => void this._activate(node),
      () => {
        this._search.field.focus();
      }
    );
    this._search = new GraphSearch(this._view, _bundle.layers, _trans, () =>
      this._setGrouped(false)
    );
    this._group = button('× N', _trans.__('Draw repeated blocks as one box'), () => {
      void this._setGrouped(!this._grouped);
    });
    this._group.hidden = !this._canAsk && _bundle.full === null;
    this.node = element(
      'div',
      { class: 'kl-Graph' },
      this._tools(),
      this._view.window.node,
      this._message
    );
    this._show(null);
  }

  /** Shows the whole drawing, if it is not too large; to be called when it may be in sight for the first time. */
  fitOnce(): void {
    this._view.window.fitOnce();
  }

  /** Marks the boxes of a layer. */
  select(layer: number | null): void {
    this._view.select(layer);
  }

  private get _canAsk(): boolean {
    return this._link !== null && this._bundle.key !== null;
  }

  private _tools(): HTMLElement {
    const zoom = (factor: number) => (): void => {
      this._view.window.zoom(factor);
    };
    return element(
      'div',
      { class: 'kl-Graph-tools' },
      this._search.node,
      this._group,
      button('+', this._trans.__('Zoom in'), zoom(1.25)),
      button('−', this._trans.__('Zoom out'), zoom(0.8)),
      button('⤢', this._trans.__('Fit'), () => {
        this._view.window.fit();
      }),
      button('SVG', this._trans.__('Download the drawing as SVG'), () => {
        void this._download('svg');
      }),
      button('PNG', this._trans.__('Download the drawing as PNG'), () => {
        void this._download('png');
      })
    );
  }

  private async _activate(node: GraphNode): Promise<void> {
    this._onSelect(node.layer);
    if (node.kind === 'call') {
      return;
    }
    this._flip(node.id);
    if (!(await this._redraw(node.id))) {
      this._flip(node.id);
      this._showFull(node);
    }
  }

  /** Without a kernel: all the boxes, if the output holds them, among them those of the one to be opened. */
  private _showFull(node: GraphNode): void {
    const { full } = this._bundle;
    const first = full?.nodes.find(other => other.label === node.label);
    if (full && first && node.kind !== 'model') {
      this._grouped = false;
      this._graph = full;
      this._show(null);
      this._view.reveal(first.id);
    }
  }

  private _flip(id: string): void {
    if (!this._toggled.delete(id)) {
      this._toggled.add(id);
    }
  }

  private async _setGrouped(grouped: boolean): Promise<void> {
    const before = this._grouped;
    this._grouped = grouped;
    if (await this._redraw(null)) {
      if (before !== grouped) {
        this._view.window.fit();
      }
    } else {
      this._grouped = before;
    }
  }

  /** Draws what is open now. Tells whether it could. */
  private async _redraw(anchor: string | null): Promise<boolean> {
    try {
      this._graph = this._held() ?? (await this._asked());
    } catch (error) {
      this._message.textContent = error instanceof Error ? error.message : String(error);
      return false;
    }
    this._show(anchor);
    return true;
  }

  private _asked(): Promise<Graph> {
    const { key } = this._bundle;
    const toggled = [...this._toggled];
    return this._link && key !== null
      ? this._link.ask<Graph>('model.graph', { key, grouped: this._grouped, toggled })
      : Promise.reject(new Error(this._trans.__('Only a running kernel can draw this.')));
  }

  /** The drawing that is wanted, if the output holds it. */
  private _held(): Graph | null {
    const { graph, full } = this._bundle;
    const folded = full !== null || graph.nodes.some(isRepeat);
    const held = this._grouped === folded ? graph : this._grouped ? null : full;
    return held?.nodes.some(node => this._toggled.has(node.id)) ? null : held;
  }

  private _show(anchor: string | null): void {
    this._message.textContent = '';
    this._group.setAttribute('aria-pressed', String(this._grouped));
    this._view.show(this._graph, anchor);
    this._search.update();
  }

  private async _download(format: 'svg' | 'png'): Promise<void> {
    const ground = getComputedStyle(this.node).backgroundColor;
    const text = standaloneSvg(this._view.window.svg, this._graph, ground);
    const name = `${this._bundle.name}.${format}`;
    try {
      const blob =
        format === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await asPng(text, ground);
      download(blob, name);
    } catch {
      this._message.textContent = this._trans.__('The drawing is too large for a PNG.');
    }
  }
}

function isRepeat(node: GraphNode): boolean {
  return node.kind === 'repeat';
}
