/** The strokes of a graph: boxes, the frames of those that are open, and lines, as SVG. */

import { svg } from '../dom';
import type { GraphEdge, GraphFrame, GraphNode } from '../protocol';

const LEFT = 14;

/** What is drawn around the parts of an open box. */
export function drawFrame({ x, y, width, height }: GraphFrame): SVGRectElement {
  return svg('rect', { class: 'kl-Graph-frame', x, y, width, height, rx: 6 });
}

/** A box with its type and name, and a second line; `label` is its accessible name. */
export function drawBox(node: GraphNode, label: string): SVGGElement {
  const { width, height } = node;
  const opens = node.kind !== 'call';
  const made = svg(
    'g',
    {
      class: 'kl-Graph-node',
      transform: `translate(${node.x}, ${node.y})`,
      tabindex: 0,
      role: 'button',
      'data-id': node.id,
      'data-family': node.family,
      'data-lm-suppress-shortcuts': 'true',
      'aria-label': label,
      'aria-expanded': opens ? String(node.open) : undefined
    },
    svg('title', {}, label),
    ...(node.kind === 'repeat' && !node.open ? [6, 3].map(by => behind(node, by)) : []),
    svg('rect', { class: 'kl-Graph-ground', width, height, rx: 6 }),
    svg('rect', { class: 'kl-Graph-tint', width, height, rx: 6 }),
    svg('path', { class: 'kl-Graph-bar', d: `M6 0a6 6 0 0 0-6 6v${height - 12}a6 6 0 0 0 6 6z` }),
    lettering(node)
  );
  if (opens) {
    made.append(
      svg('text', { class: 'kl-Graph-sign', x: width - 18, y: 18 }, node.open ? '▾' : '▸')
    );
  }
  return made;
}

/** A line that leaves and arrives vertically. */
export function drawEdge(edge: GraphEdge, arrow: string): SVGPathElement {
  return svg('path', {
    class: 'kl-Graph-edge',
    d: curve(edge.points),
    'marker-end': `url(#${arrow})`
  });
}

/** The heads of the lines; ids are the page's, so each drawing has its own. */
export function arrowHead(id: string): SVGDefsElement {
  const marker = svg(
    'marker',
    { id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7 },
    svg('path', { d: 'M0 0 L8 4 L0 8 z', class: 'kl-Graph-arrow' })
  );
  marker.setAttribute('orient', 'auto');
  return svg('defs', {}, marker);
}

/** Straight down where it can, else a cubic with vertical ends. */
export function curve(points: number[][]): string {
  const [[startX = 0, startY = 0] = [], ...rest] = points;
  let [x, y] = [startX, startY];
  let path = `M${x} ${y}`;
  for (const [toX = 0, toY = 0] of rest) {
    const middle = (y + toY) / 2;
    path += toX === x ? `V${toY}` : `C${x} ${middle} ${toX} ${middle} ${toX} ${toY}`;
    [x, y] = [toX, toY];
  }
  return path;
}

/** The edges of more boxes behind that of repeated blocks. */
function behind({ width, height }: GraphNode, by: number): SVGRectElement {
  return svg('rect', { class: 'kl-Graph-behind', x: by, y: by, width, height, rx: 6 });
}

function lettering(node: GraphNode): SVGTextElement {
  const text = svg('text', { x: LEFT, y: 18 }, svg('tspan', { class: 'kl-Graph-type' }, node.type));
  if (node.label && node.label !== node.type) {
    text.append(svg('tspan', { dx: 8 }, node.label));
  }
  if (node.note) {
    text.append(svg('tspan', { x: LEFT, y: 35 }, node.note));
  }
  return text;
}
