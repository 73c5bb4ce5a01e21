/** The drawing as a file: SVG that needs no style sheet, and PNG. */

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
/** More pixels on a side no browser draws. */
const LARGEST = 16_000;

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

/** The same as an image, twice as large where that can be drawn. */
export async function asPng(text: string, graph: Graph, ground: string): Promise<Blob> {
  const [width, height] = [graph.width + 2 * AIR, graph.height + 2 * AIR];
  const scale = Math.min(2, LARGEST / Math.max(width, height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error('no canvas');
  }
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => {
      if (blob) {
        resolve(blob);
      } else {
        reject(new Error('too large'));
      }
    }, 'image/png');
  });
}

/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
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
