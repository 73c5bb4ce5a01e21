/** Small images side by side, and vectors as bars. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, svg } from '../dom';
import { formatNumber } from '../format';
import type { Picture, Tiles } from '../protocol';
import { shaded } from './shades';

/** Sides of a tile on the screen, px: the fewer, the larger. */
const SINGLE = 192;
const FEW = 112;
const MANY = 56;

/** The tiles with their titles, and a line on what is left out. */
export function tileGrid(tiles: Tiles, name: string, trans: TranslationBundle): HTMLElement {
  const images = shaded(tiles);
  const scale = scaleOf(tiles);
  const figures = images.map((image, place) => {
    const range = `${formatNumber(tiles.low[place])} … ${formatNumber(tiles.high[place])}`;
    const title = tiles.titles[place] ?? '';
    const canvas = element('canvas', { width: tiles.width, height: tiles.height, role: 'img' });
    canvas.style.width = `${String(tiles.width * scale)}px`;
    canvas.style.height = `${String(tiles.height * scale)}px`;
    canvas.title = range;
    canvas.setAttribute('aria-label', [name, title, range].filter(part => part !== '').join(', '));
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    const caption = title === '' ? [] : [element('figcaption', {}, title)];
    return element('figure', {}, canvas, ...caption);
  });
  return element(
    'div',
    {},
    element('div', { class: 'kl-Tiles' }, ...figures),
    ...notes(tiles, trans).map(text => element('p', { class: 'kl-Pane-text' }, text))
  );
}

/** Tiles, bars, or a word that there is neither. */
export function pictureOf(picture: Picture, name: string, trans: TranslationBundle): HTMLElement {
  if (picture.tiles) {
    return tileGrid(picture.tiles, name, trans);
  }
  return picture.bars.length > 0
    ? bars(picture.bars, name)
    : element('p', { class: 'kl-Pane-text' }, trans.__('It has too many axes to be drawn.'));
}

function notes(tiles: Tiles, trans: TranslationBundle): string[] {
  const shown = tiles.titles.length;
  return [
    ...(shown < tiles.of ? [trans.__('The first %1 of %2.', String(shown), String(tiles.of))] : []),
    ...(tiles.shrunk > 1 ? [trans.__('Shrunk to 1/%1.', String(tiles.shrunk))] : []),
    ...(tiles.bad > 0 ? [trans.__('%1 numbers are not finite.', String(tiles.bad))] : [])
  ];
}

/** Whole factors look sharp; images larger than their place are made smaller. */
function scaleOf(tiles: Tiles): number {
  const count = tiles.titles.length;
  const most = count === 1 ? SINGLE : count <= 8 ? FEW : MANY;
  const scale = most / Math.max(tiles.width, tiles.height);
  return scale >= 1 ? Math.floor(scale) : scale;
}

/** A vector: bars up and down from 0. */
function bars(values: (number | null)[], name: string): HTMLElement {
  const numbers = values.map(value => value ?? 0);
  const high = Math.max(0, ...numbers);
  const low = Math.min(0, ...numbers);
  const unit = 80 / (high - low || 1);
  const step = Math.max(3, Math.min(28, Math.floor(560 / values.length)));
  const label = values.map((value, place) => `${String(place)}: ${formatNumber(value)}`);
  const drawn = numbers.map((value, place) =>
    svg(
      'rect',
      {
        x: place * step + 0.5,
        y: (high - Math.max(value, 0)) * unit + 1,
        width: step - 1,
        height: Math.max(Math.abs(value) * unit, 0.5)
      },
      svg('title', {}, label[place] ?? '')
    )
  );
  const numbered = step >= 14 ? numbers.map((_, place) => place) : [];
  const texts = numbered.map(place =>
    svg('text', { x: place * step + step / 2, y: 96 }, String(place))
  );
  const width = step * values.length;
  const drawing = svg(
    'svg',
    {
      class: 'kl-Bars',
      viewBox: `0 0 ${String(width)} 100`,
      width,
      height: 100,
      role: 'img',
      'aria-label': `${name} ${label.slice(0, 12).join(', ')}`
    },
    ...drawn,
    svg('path', { d: `M0 ${String(high * unit + 1)}H${String(width)}` }),
    ...texts
  );
  return element('div', { class: 'kl-Bars-box' }, drawing);
}
