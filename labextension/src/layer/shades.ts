/** Bytes of the kernel as pixels on the screen. */

import { bytesOf } from '../bytes';
import type { Tiles } from '../protocol';

/** Dark to light, told apart by lightness alone, too (viridis: van der Walt and Smith, 2015). */
const HEAT = [
  [0x44, 0x01, 0x54],
  [0x46, 0x32, 0x7e],
  [0x36, 0x5c, 0x8d],
  [0x27, 0x7f, 0x8e],
  [0x1f, 0xa1, 0x87],
  [0x4a, 0xc1, 0x6d],
  [0xa0, 0xda, 0x39],
  [0xfd, 0xe7, 0x25]
] as const;

type Colour = readonly [number, number, number];

/** The colour of a byte in a heat map. */
export function heat(value: number): Colour {
  const place = (value / 255) * (HEAT.length - 1);
  const below = HEAT[Math.floor(place)] ?? HEAT[0];
  const above = HEAT[Math.ceil(place)] ?? HEAT[7];
  const part = place - Math.floor(place);
  const mix = (i: 0 | 1 | 2): number => Math.round(below[i] + (above[i] - below[i]) * part);
  return [mix(0), mix(1), mix(2)];
}

/** One image a tile. */
export function shaded(tiles: Tiles): ImageData[] {
  const bytes = bytesOf(tiles.pixels);
  const size = tiles.width * tiles.height;
  return tiles.titles.map((_, tile) => {
    const image = new ImageData(tiles.width, tiles.height);
    for (let pixel = 0; pixel < size; pixel++) {
      image.data.set([...colourAt(tiles, bytes, tile * size + pixel), 255], 4 * pixel);
    }
    return image;
  });
}

function colourAt(tiles: Tiles, bytes: Uint8Array, pixel: number): Colour {
  if (tiles.colours) {
    const at = 3 * pixel;
    return [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
  }
  const value = bytes[pixel] ?? 0;
  return tiles.shade === 'heat' ? heat(value) : [value, value, value];
}
