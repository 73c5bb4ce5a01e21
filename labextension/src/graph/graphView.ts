/** The drawing of a model: boxes and arrows as SVG, to zoom, to drag and to walk through by keys. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Graph, GraphNode } from '../protocol';
import { arrowHead, drawBox, drawEdge, drawFrame } from './drawing';
import { isDirection, nearest } from './nearest';
import { Viewport } from './viewport';

let drawings = 0;

/** Draws a graph; `onActivate` is called with the node that was clicked or entered, `onEscape` for Escape. */
export class GraphView {
  readonly window: Viewport;
  private _graph: Graph = { width: 0, height: 0, nodes: [], edges: [], frames: [] };
  private readonly _boxes = new Map<string, SVGGElement>();
  private readonly _arrow = `kl-arrow-${drawings++}`;
  private _selected: number | null = null;

  constructor(
    trans: TranslationBundle,
    private readonly _label: (node: GraphNode) => string,
    private readonly _onActivate: (node: GraphNode) => void,
    private readonly _onEscape: () => void
  ) {
    this.window = new Viewport(trans.__('Graph of the model'));
    this.window.svg.prepend(arrowHead(this._arrow));
  }

  get nodes(): readonly GraphNode[] {
    return this._graph.nodes;
  }

  /** Draws `graph` in the place of what was there; the box `anchor` keeps its place and the focus. */
  show(graph: Graph, anchor: string | null = null): void {
    const before = this._node(anchor);
    const focused = this._boxes.get(anchor ?? '')?.matches(':focus') ?? false;
    this._graph = graph;
    this._boxes.clear();
    this.window.content.replaceChildren(
      ...graph.frames.map(drawFrame),
      ...graph.edges.map(edge => drawEdge(edge, this._arrow)),
      ...graph.nodes.map(node => this._box(node))
    );
    this.window.resize(graph.width, graph.height);
    const after = this._node(anchor);
    if (before && after) {
      this.window.hold(before, after);
    }
    const opened = graph.frames.find(frame => frame.id === anchor);
    if (opened) {
      this.window.reveal(opened);
    }
    if (focused) {
      this._boxes.get(anchor ?? '')?.focus({ preventScroll: true });
    }
    this.select(this._selected);
  }

  /** Marks the boxes of the layer `index`. */
  select(index: number | null): void {
    this._selected = index;
    this._mark('kl-mod-selected', node => index !== null && node.layer === index);
  }

  /** Marks the boxes that a search has found. */
  highlight(found: ReadonlySet<string>): void {
    this._mark('kl-mod-match', node => found.has(node.id));
  }

  /** Brings a box into sight, and marks it as the one meant now. */
  reveal(id: string): void {
    const node = this._node(id);
    if (node) {
      this.window.reveal(node);
    }
    this._mark('kl-mod-current', other => other.id === id);
  }

  private _node(id: string | null): GraphNode | undefined {
    return this._graph.nodes.find(node => node.id === id);
  }

  private _mark(name: string, which: (node: GraphNode) => boolean): void {
    for (const node of this._graph.nodes) {
      this._boxes.get(node.id)?.classList.toggle(name, which(node));
    }
  }

  private _box(node: GraphNode): SVGGElement {
    const made = drawBox(node, this._label(node));
    made.addEventListener('click', () => {
      this._onActivate(node);
    });
    made.addEventListener('keydown', event => {
      if (this._onKey(node, event.key)) {
        event.preventDefault();
      }
    });
    made.addEventListener('focus', () => {
      if (made.matches(':focus-visible')) {
        this.window.reveal(node);
      }
    });
    this._boxes.set(node.id, made);
    return made;
  }

  /** What a key does on a box; false if nothing. */
  private _onKey(node: GraphNode, key: string): boolean {
    if (key === 'Enter' || key === ' ') {
      this._onActivate(node);
    } else if (isDirection(key)) {
      const next = nearest(node, this._graph.nodes, key);
      this._boxes.get(next?.id ?? '')?.focus({ preventScroll: true });
    } else if (key === '+' || key === '=') {
      this.window.zoom(1.25);
    } else if (key === '-') {
      this.window.zoom(0.8);
    } else if (key === 'Escape') {
      this._onEscape();
    } else {
      return false;
    }
    return true;
  }
}
