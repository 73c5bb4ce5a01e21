/** The model as boxes and lines: to select, drag, connect and walk through by keyboard. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, svg } from '../dom';
import type { BuilderNodeState, Graph, GraphNode } from '../protocol';
import {
  connect,
  duplicate,
  INPUT,
  moveNode,
  moveTo,
  nodeOf,
  removeNode,
  type Place
} from './document';
import { boxAt, makeDraggable, placeAt, type Point } from './dragging';
import { drawLine } from './lines';
import type { Workbench } from './workbench';

/** Draws what the kernel has laid out. */
export class Diagram {
  readonly node: HTMLElement;
  private readonly _sheet = element('div', { class: 'kl-Builder-sheet' });
  private readonly _lines = svg('svg', { class: 'kl-Builder-lines', 'aria-hidden': 'true' });
  private readonly _rubber = svg('path', { class: 'kl-Builder-rubber' });
  private readonly _boxes = new Map<string, HTMLButtonElement>();
  private readonly _hint: HTMLElement;
  private _drawn: Graph | null = null;

  constructor(
    private readonly _bench: Workbench,
    private readonly _trans: TranslationBundle
  ) {
    this._sheet.append(this._lines);
    const hint = _trans.__('Begin with a layer from the list: click it, or drag it here.');
    this._hint = element('p', { class: 'kl-Builder-begin' }, hint);
    this.node = element(
      'div',
      {
        class: 'kl-Builder-diagram',
        role: 'group',
        'aria-label': _trans.__('Layers of the model')
      },
      this._sheet,
      this._hint
    );
    this.node.addEventListener('click', event => {
      if (event.target === this.node || event.target === this._sheet) {
        _bench.select(null);
      }
    });
  }

  update(): void {
    const { graph } = this._bench.check;
    const focused = document.activeElement?.getAttribute('data-id');
    const redrawn = graph !== this._drawn;
    if (redrawn) {
      this._draw(graph);
    }
    for (const node of graph.nodes) {
      this._mark(node);
    }
    if (redrawn && focused) {
      const target = this._boxes.has(focused) ? focused : (this._bench.selected ?? '');
      this._boxes.get(target)?.focus({ preventScroll: true });
    }
    this._hint.hidden = graph.nodes.length > 0;
  }

  /** Brings the selected box into sight; tells whether it is there. */
  reveal(): boolean {
    const box = this._boxes.get(this._bench.selected ?? '');
    if (box) {
      const { scrollTop, clientHeight } = this.node;
      const [top, bottom] = [box.offsetTop - 20, box.offsetTop + box.offsetHeight + 20];
      if (top < scrollTop || bottom > scrollTop + clientHeight) {
        this.node.scrollTop = top < scrollTop ? top : bottom - clientHeight;
      }
    }
    return box !== undefined;
  }

  /** Where a layer would go that is dropped there; shows it. */
  hover(event: PointerEvent | null, dragged: string | null = null): Place | null {
    const inside = event && this._holds(event);
    const place = inside ? placeAt(this._bench.check.graph, this._point(event), dragged) : null;
    this.node.classList.toggle('kl-mod-target', inside === true && this._boxes.size === 0);
    for (const line of this._lines.querySelectorAll('[data-from]')) {
      const [from, to] = [line.getAttribute('data-from'), line.getAttribute('data-to')];
      const here = place && 'from' in place && place.from === from && place.to === to;
      line.classList.toggle('kl-mod-target', here === true);
    }
    for (const [id, box] of this._boxes) {
      const here = place && 'after' in place && place.after === id;
      box.classList.toggle('kl-mod-after', here === true);
    }
    return place;
  }

  /** Whether the pointer is over the diagram. */
  isOver(event: PointerEvent): boolean {
    return this._holds(event);
  }

  private _draw(graph: Graph): void {
    this._drawn = graph;
    this._sheet.style.width = `${graph.width}px`;
    this._sheet.style.height = `${graph.height}px`;
    this._lines.setAttribute('viewBox', `0 0 ${graph.width} ${graph.height}`);
    this._lines.replaceChildren(...graph.edges.flatMap(drawLine), this._rubber);
    this._boxes.clear();
    const boxes = graph.nodes.map(node => this._box(node));
    this._sheet.replaceChildren(this._lines, ...boxes);
  }

  private _box(node: GraphNode): HTMLElement {
    const name = element('span', { class: 'kl-Builder-type' }, node.type);
    const box = element(
      'button',
      {
        type: 'button',
        class: 'kl-Builder-box',
        'data-id': node.id,
        'data-family': node.family
      },
      element('span', { class: 'kl-Builder-names' }, name, node.label ? ` ${node.label}` : ''),
      element('span', { class: 'kl-Builder-note' }, node.note)
    );
    const { x, y, width, height } = node;
    Object.assign(box.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${width}px`,
      height: `${height}px`
    });
    box.addEventListener('click', () => {
      this._bench.select(node.id);
    });
    box.addEventListener('keydown', event => {
      this._onKey(event, node.id);
    });
    const port = element('span', { class: 'kl-Builder-port' });
    port.title = this._trans.__('Drag to the layer that shall read this one');
    box.append(port);
    this._makeMovable(box, node.id);
    this._makeConnecting(port, node.id);
    this._boxes.set(node.id, box);
    return box;
  }

  private _mark(node: GraphNode): void {
    const box = this._boxes.get(node.id);
    const state = this._bench.stateOf(node.id);
    const selected = node.id === this._bench.selected;
    box?.classList.toggle('kl-mod-selected', selected);
    box?.classList.toggle('kl-mod-error', Boolean(state?.error));
    box?.classList.toggle('kl-mod-waits', Boolean(state?.waits));
    box?.setAttribute('aria-pressed', String(selected));
    box?.setAttribute('aria-label', this._told(node, state));
    const note = box?.querySelector('.kl-Builder-note');
    if (box && note) {
      note.textContent = this._note(state);
      box.title = state?.error ?? '';
    }
  }

  private _note(state: BuilderNodeState | undefined): string {
    if (state?.error) {
      return state.error.replace(/^In the layer '[^']*' \([^)]*\): (\w+: )?/, '');
    }
    return state?.waits ? this._trans.__('waits for %1', state.waits) : (state?.output ?? '…');
  }

  private _told(node: GraphNode, state: BuilderNodeState | undefined): string {
    const inputs = nodeOf(this._bench.document, node.id)?.inputs.join(', ');
    const source = inputs ? this._trans.__('reads %1', inputs) : '';
    return [`${node.id} (${node.type})`, source, this._note(state)].filter(Boolean).join(', ');
  }

  private _onKey(event: KeyboardEvent, id: string): void {
    const bench = this._bench;
    const layer = nodeOf(bench.document, id)?.layer ?? INPUT;
    const takes = bench.takes(layer);
    const { key } = event;
    const direction = key === 'ArrowUp' || key === 'ArrowLeft' ? 'up' : 'down';
    if (key === 'Delete' || key === 'Backspace') {
      const before = nodeOf(bench.document, id)?.inputs[0] ?? null;
      bench.apply(removeNode(bench.document, id), before);
    } else if (event.altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      bench.apply(moveNode(bench.document, id, direction, takes), id);
    } else if (key.startsWith('Arrow') && !event.ctrlKey && !event.metaKey) {
      this._step(id, direction === 'up' ? -1 : 1);
    } else if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'd') {
      const made = duplicate(bench.document, id, false, takes);
      bench.apply(made?.document ?? null, made?.id);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** The focus to the next box, from top to bottom. */
  private _step(id: string, by: number): void {
    const order = [...this._bench.check.graph.nodes].sort((a, b) => a.y - b.y || a.x - b.x);
    const next = order[order.findIndex(node => node.id === id) + by];
    if (next) {
      this._bench.select(next.id);
      this._boxes.get(next.id)?.focus();
    }
  }

  private _makeMovable(box: HTMLElement, id: string): void {
    const bench = this._bench;
    makeDraggable(box, {
      start: () => {
        const movable = bench.live && nodeOf(bench.document, id)?.layer !== INPUT;
        box.classList.toggle('kl-mod-dragged', movable);
        return movable;
      },
      move: event => {
        this.hover(event, id);
      },
      end: event => {
        const place = this.hover(event, id);
        this.hover(null);
        box.classList.remove('kl-mod-dragged');
        const layer = nodeOf(bench.document, id)?.layer ?? INPUT;
        if (event && place) {
          bench.apply(moveTo(bench.document, id, place, bench.takes(layer)), id);
        }
      }
    });
  }

  private _makeConnecting(port: HTMLElement, id: string): void {
    port.addEventListener('pointerdown', event => {
      event.stopPropagation();
    });
    makeDraggable(port, {
      start: () => this._bench.live,
      move: event => {
        this._pull(id, this._point(event));
      },
      end: event => {
        const to = event && boxAt(this._bench.check.graph, this._point(event), 6);
        this._pull(id, null);
        if (to) {
          this._connect(id, to);
        }
      }
    });
  }

  private _connect(from: string, to: string): void {
    const bench = this._bench;
    const layer = nodeOf(bench.document, to)?.layer ?? INPUT;
    const joined = connect(bench.document, from, to, bench.takes(layer));
    if (joined) {
      bench.apply(joined, to);
    } else if (from !== to) {
      bench.complain(
        this._trans.__('%1 cannot read %2: the lines would run in a circle.', to, from)
      );
    }
  }

  /** Shows the line that is being drawn. */
  private _pull(id: string, to: Point | null): void {
    const from = this._bench.check.graph.nodes.find(node => node.id === id);
    const target = to && boxAt(this._bench.check.graph, to, 6);
    for (const [each, box] of this._boxes) {
      box.classList.toggle('kl-mod-target', each === target && each !== id);
    }
    const start = from && `M${from.x + from.width / 2} ${from.y + from.height}`;
    this._rubber.setAttribute('d', start && to ? `${start}L${to.x} ${to.y}` : '');
  }

  private _point(event: PointerEvent): Point {
    const { left, top } = this._sheet.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private _holds(event: PointerEvent): boolean {
    const { left, right, top, bottom } = this.node.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    return x >= left && x <= right && y >= top && y <= bottom;
  }
}
