/** The colours of classes and of signs (Okabe and Ito's), and bytes of a picture in them. */

export type Rgb = [number, number, number];

/** Of the classes; the first two are those of negative and positive numbers, too. */
export const CLASS_COLORS = ['#E69F00', '#0072B2', '#009E73', '#D55E00', '#CC79A7', '#56B4E9'];

const RGB = CLASS_COLORS.map(rgbOf);

/** How bytes are meant: from the first colour to the second; a class and how sure; of one class, how much. */
export type Kind = 'between' | 'classes' | number;

export function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)) as Rgb;
}

/** The colour of a class or of a number's sign. */
export function colorOf(place: number): string {
  return CLASS_COLORS[place] ?? '#777777';
}

/** Writes the picture of `values` into `pixels` (RGBA), on paper of the colour `paper`. */
export function paintBytes(
  values: ArrayLike<number>,
  kind: Kind,
  paper: Rgb,
  pixels: Uint8ClampedArray
): void {
  for (let i = 0; i < values.length; i++) {
    const [color, strength] = toned(values[i] ?? 0, kind);
    for (let channel = 0; channel < 3; channel++) {
      const from = paper[channel] ?? 0;
      pixels[4 * i + channel] = from + ((color[channel] ?? 0) - from) * strength;
    }
    pixels[4 * i + 3] = 255;
  }
}

/** Colour and strength of one byte. */
function toned(value: number, kind: Kind): [Rgb, number] {
  const black: Rgb = [0, 0, 0];
  if (kind === 'between') {
    const signed = value / 127.5 - 1;
    return [RGB[signed > 0 ? 1 : 0] ?? black, Math.abs(signed) * 0.75];
  }
  if (kind === 'classes') {
    return [RGB[value >> 5] ?? black, ((value & 31) / 31) * 0.65 + 0.1];
  }
  return [RGB[kind] ?? black, (value / 255) * 0.75];
}

/** The colour of the page behind `node`. */
export function paperOf(node: Element): Rgb {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) {
    return [255, 255, 255];
  }
  context.fillStyle = '#ffffff';
  context.fillStyle = getComputedStyle(node).getPropertyValue('--jp-layout-color0').trim();
  return rgbOf(context.fillStyle);
}
