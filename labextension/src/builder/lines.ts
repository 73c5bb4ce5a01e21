/** The lines between the boxes. */

import { svg } from '../dom';
import type { GraphEdge } from '../protocol';

/** A line that leaves and arrives vertically, and its head. */
export function drawLine(edge: GraphEdge): SVGElement[] {
  const [first, ...rest] = edge.points;
  let [x = 0, y = 0] = first ?? [];
  let path = `M${x} ${y}`;
  for (const [place, [toX = 0, toY = 0]] of rest.entries()) {
    const end = place === rest.length - 1 ? toY - 5 : toY;
    const middle = (y + end) / 2;
    path += toX === x ? `V${end}` : `C${x} ${middle} ${toX} ${middle} ${toX} ${end}`;
    [x, y] = [toX, toY];
  }
  const ends = { 'data-from': edge.from, 'data-to': edge.to };
  return [
    svg('path', { class: 'kl-Builder-line', d: path, ...ends }),
    svg('path', { class: 'kl-Builder-arrow', d: `M${x - 4} ${y - 8}h8l-4 7z`, ...ends })
  ];
}
