// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export const PAD_MIME = 'application/vnd.keras-lab.pad+json';

/**
 * A stroke of the pen, or of the eraser: x and y in turn, from 0 to 1000 over the pad.
 */
export interface PadStroke {
  erase: boolean;
  points: number[];
}

/**
 * What the model sees (base64: `height` × `width` bytes, ink is 255) and how likely it thinks each
 * label; null before anything is drawn.
 */
export interface PadAnswer {
  image: string;
  scores: (number | null)[];
}

/**
 * The data of `PAD_MIME`. `centered`: the drawing is moved to the middle and made as large as
 * digits are; `width` of the pen: of the pad's side.
 */
export interface PadBundle {
  version: number;
  id: string;
  model: string;
  height: number;
  width: number;
  labels: string[];
  centered: boolean;
  pen: number;
  strokes: PadStroke[];
  answer: PadAnswer;
}
