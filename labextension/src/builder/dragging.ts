/** Dragging with the pointer, and what lies under it. */

import type { Graph } from '../protocol';
import type { Place } from './document';

const SLACK = 5;
const REACH = 36;

interface Drag {
  /** Called once the pointer has moved a little; false: there is nothing to drag. */
  start: (event: PointerEvent) => boolean;
  move: (event: PointerEvent) => void;
  /** `event` is null if the drag was given up. */
  end: (event: PointerEvent | null) => void;
}

/** Makes `node` one that can be dragged. */
export function makeDraggable(node: HTMLElement, drag: Drag): void {
  node.addEventListener('pointerdown', down => {
    if (down.button !== 0) {
      return;
    }
    let on = false;
    const stop = new AbortController();
    const { signal } = stop;
    const finish = (event: PointerEvent | null): void => {
      stop.abort();
      if (on) {
        drag.end(event);
        swallowClick();
      }
    };
    const move = (event: PointerEvent): void => {
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > SLACK;
      if (!on && far) {
        on = drag.start(down);
        if (!on) {
          stop.abort();
        }
      }
      if (on) {
        event.preventDefault();
        drag.move(event);
      }
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', finish, { signal });
    window.addEventListener(
      'pointercancel',
      () => {
        finish(null);
      },
      { signal }
    );
    window.addEventListener(
      'keydown',
      event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          finish(null);
        }
      },
      { signal, capture: true }
    );
  });
}

/** The click that ends a drag is none. */
function swallowClick(): void {
  const swallow = (event: Event): void => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => {
    window.removeEventListener('click', swallow, { capture: true });
  });
}

/** A point of the drawing, in its px. */
export interface Point {
  x: number;
  y: number;
}

/** The box that a point lies in. */
export function boxAt(graph: Graph, { x, y }: Point, air = 0): string | null {
  const found = graph.nodes.find(
    node =>
      x >= node.x - air &&
      x <= node.x + node.width + air &&
      y >= node.y - air &&
      y <= node.y + node.height + air
  );
  return found?.id ?? null;
}

/** Where a layer goes that is dropped at a point: after the box there, or into the nearest line. */
export function placeAt(graph: Graph, point: Point, dragged: string | null = null): Place | null {
  const box = boxAt(graph, point, 2);
  if (box !== null) {
    return box === dragged ? null : { after: box };
  }
  let nearest: Place | null = null;
  let least = REACH;
  for (const edge of graph.edges) {
    const far = distance(edge.points, point);
    if (far < least && edge.from !== dragged && edge.to !== dragged) {
      least = far;
      nearest = { from: edge.from, to: edge.to };
    }
  }
  return nearest ?? below(graph, point, dragged);
}

/** Under the lowest box: after it. */
function below(graph: Graph, { y }: Point, dragged: string | null): Place | null {
  const lowest = graph.nodes
    .filter(node => node.id !== dragged)
    .reduce<Graph['nodes'][number] | null>(
      (low, node) => (low && low.y >= node.y ? low : node),
      null
    );
  return lowest && y > lowest.y + lowest.height ? { after: lowest.id } : null;
}

/** From a point to a line through others. */
export function distance(line: number[][], { x, y }: Point): number {
  let least = Infinity;
  for (let i = 1; i < line.length; i++) {
    const [ax = 0, ay = 0] = line[i - 1] ?? [];
    const [bx = 0, by = 0] = line[i] ?? [];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = length === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
    const at = Math.min(1, Math.max(0, share));
    least = Math.min(least, Math.hypot(x - ax - at * (bx - ax), y - ay - at * (by - ay)));
  }
  return least;
}
