/** The drawing of a model: boxes and arrows as SVG, to zoom, to drag and to walk through by Tab. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, svg } from './dom';
import type { Graph, GraphEdge, GraphNode } from './protocol';

const AIR = 12;
const TALLEST = 460;
let drawings = 0;

/** The part of the drawing that is in sight, in its own coordinates. */
interface View {
  x: number;
  y: number;
  scale: number;
}

/** Draws `graph`; `onSelect` is called with the node that was clicked or entered. */
export class GraphView {
  readonly node: HTMLElement;
  private readonly _svg: SVGSVGElement;
  private readonly _content = svg('g');
  private readonly _boxes = new Map<string, SVGGElement>();
  private _view: View = { x: 0, y: 0, scale: 1 };
  private _drag: { x: number; y: number } | null = null;

  constructor(
    private readonly _graph: Graph,
    private readonly _trans: TranslationBundle,
    private readonly _label: (node: GraphNode) => string,
    private readonly _onSelect: (node: GraphNode) => void
  ) {
    const height = Math.min(TALLEST, _graph.height + 2 * AIR);
    this._svg = svg('svg', { class: 'kl-Graph-svg', height, role: 'group' });
    this._svg.setAttribute('aria-label', _trans.__('Graph of the model'));
    // Ids are the page's: a drawing that is hidden would take its arrow heads from the others.
    const arrow = `kl-arrow-${drawings++}`;
    this._content.append(
      ..._graph.edges.map(edge => drawEdge(edge, arrow)),
      ..._graph.nodes.map(node => this._box(node))
    );
    this._svg.append(arrowHead(arrow), this._content);
    this.node = element('div', { class: 'kl-Graph' }, this._svg, this._tools());
    this._listen();
  }

  /** Shows the whole drawing, no larger than it is, centred. */
  fit(): void {
    const { clientWidth, clientHeight } = this._svg;
    const { width, height } = this._graph;
    if (clientWidth === 0) {
      return;
    }
    const across = clientWidth / (width + 2 * AIR);
    const down = clientHeight / (height + 2 * AIR);
    const scale = Math.min(1, Math.max(0.45, Math.min(across, down)), Math.max(across, 0.3));
    this._show({ x: Math.max(AIR, (clientWidth / scale - width) / 2), y: AIR, scale });
  }

  /** Marks the box of the layer `index`. */
  select(index: number | null): void {
    for (const node of this._graph.nodes) {
      const selected = index !== null && node.layer === index;
      this._boxes.get(node.id)?.classList.toggle('kl-mod-selected', selected);
    }
  }

  private _box(node: GraphNode): SVGGElement {
    const middle = node.width / 2;
    const made = svg(
      'g',
      {
        class: 'kl-Graph-node',
        transform: `translate(${node.x}, ${node.y})`,
        tabindex: 0,
        role: 'button',
        'data-lm-suppress-shortcuts': 'true',
        'aria-label': this._label(node)
      },
      svg('rect', { width: node.width, height: node.height, rx: 4 }),
      svg('text', { x: middle, y: node.height / 2 - 5 }, shorten(node.label, node.width)),
      svg(
        'text',
        { x: middle, y: node.height / 2 + 11, class: 'kl-Graph-note' },
        shorten(`${node.type} ${node.note}`, node.width * 1.15)
      )
    );
    made.append(svg('title', {}, this._label(node)));
    made.addEventListener('click', () => {
      this._onSelect(node);
    });
    made.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        this._onSelect(node);
      }
    });
    this._boxes.set(node.id, made);
    return made;
  }

  private _tools(): HTMLElement {
    const zoom = (factor: number) => (): void => {
      this._zoom(factor, this._svg.clientWidth / 2, this._svg.clientHeight / 2);
    };
    return element(
      'div',
      { class: 'kl-Graph-tools' },
      button('+', this._trans.__('Zoom in'), zoom(1.25)),
      button('−', this._trans.__('Zoom out'), zoom(0.8)),
      button('⤢', this._trans.__('Fit'), () => {
        this.fit();
      })
    );
  }

  private _listen(): void {
    this._svg.addEventListener(
      'wheel',
      event => {
        this._onWheel(event);
      },
      { passive: false }
    );
    this._svg.addEventListener('pointerdown', event => {
      this._drag = { x: event.clientX, y: event.clientY };
    });
    this._svg.addEventListener('pointermove', event => {
      this._onMove(event);
    });
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
      this._svg.addEventListener(type, () => {
        this._drag = null;
      });
    }
  }

  /** Only with Ctrl, or once the graph has the focus: else the wheel scrolls the notebook. */
  private _onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey || this.node.contains(document.activeElement)) {
      event.preventDefault();
      const box = this._svg.getBoundingClientRect();
      const factor = event.deltaY < 0 ? 1.1 : 1 / 1.1;
      this._zoom(factor, event.clientX - box.left, event.clientY - box.top);
    }
  }

  private _onMove(event: PointerEvent): void {
    const from = this._drag;
    if (from && event.buttons === 1) {
      const { x, y, scale } = this._view;
      const [dx, dy] = [(event.clientX - from.x) / scale, (event.clientY - from.y) / scale];
      this._drag = { x: event.clientX, y: event.clientY };
      this._show({ x: x + dx, y: y + dy, scale });
    }
  }

  /** Zooms so that the point at (`px`, `py`) in pixels stays where it is. */
  private _zoom(factor: number, px: number, py: number): void {
    const { x, y, scale } = this._view;
    const next = Math.min(4, Math.max(0.1, scale * factor));
    this._show({ x: x + px / next - px / scale, y: y + py / next - py / scale, scale: next });
  }

  private _show(view: View): void {
    this._view = view;
    this._content.setAttribute('transform', `scale(${view.scale}) translate(${view.x}, ${view.y})`);
  }
}

function drawEdge(edge: GraphEdge, arrow: string): SVGPolylineElement {
  const points = edge.points.map(point => point.join(',')).join(' ');
  return svg('polyline', { class: 'kl-Graph-edge', points, 'marker-end': `url(#${arrow})` });
}

function arrowHead(id: string): SVGDefsElement {
  const marker = svg(
    'marker',
    { id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7 },
    svg('path', { d: 'M0 0 L8 4 L0 8 z', class: 'kl-Graph-arrow' })
  );
  marker.setAttribute('orient', 'auto');
  return svg('defs', {}, marker);
}

/** Text that fits a box: about seven pixels a letter. */
function shorten(text: string, width: number): string {
  const letters = Math.max(3, Math.floor(width / 7));
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}
