/** The drawing as SVG that needs no style sheet. */

import type { Graph } from '../protocol';

const AIR = 12;
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity'
];

/** The drawing as it is on the page, with its colours, as a document of its own. */
export function standaloneSvg(drawing: SVGSVGElement, graph: Graph, ground: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = drawing.querySelectorAll<SVGElement>('*');
  copy.querySelectorAll<SVGElement>('*').forEach((node, i) => {
    const original = originals[i];
    if (original) {
      freeze(node, getComputedStyle(original));
    }
  });
  const [width, height] = [graph.width + 2 * AIR, graph.height + 2 * AIR];
  for (const [name, value] of Object.entries({
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    style: `background:${ground}`
  })) {
    copy.setAttribute(name, String(value));
  }
  copy.removeAttribute('class');
  copy.lastElementChild?.setAttribute('transform', `translate(${AIR}, ${AIR})`);
  return new XMLSerializer().serializeToString(copy);
}

function freeze(node: SVGElement, style: CSSStyleDeclaration): void {
  for (const name of ['class', 'tabindex', 'data-lm-suppress-shortcuts', 'aria-expanded']) {
    node.removeAttribute(name);
  }
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value && !['title', 'desc', 'defs', 'marker', 'g'].includes(node.localName)) {
      node.setAttribute(name, value);
    }
  }
}
