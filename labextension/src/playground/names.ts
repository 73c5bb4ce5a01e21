/** What things are called. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { PlaygroundState } from '../protocol';

/** "x₁", "Unit 2 of layer 1 (tanh)", "Output: 1". */
export function unitName(
  state: PlaygroundState,
  column: number,
  unit: number,
  trans: TranslationBundle
): string {
  if (column === 0) {
    return unit === 0 ? 'x₁' : 'x₂';
  }
  const activation = state.activations[column - 1] ?? '';
  if (column + 1 < state.shown.length) {
    const [number, layer] = [String(unit + 1), String(column)];
    return trans.__('Unit %1 of layer %2 (%3)', number, layer, activation);
  }
  const outputs = state.shown[column] ?? 1;
  const label = outputs > 1 ? state.labels[unit] : state.labels[1];
  return label === undefined ? trans.__('Output') : trans.__('Output: %1', label);
}

/** What people read for the names of data sets. */
export function dataNames(trans: TranslationBundle): Record<string, string> {
  return {
    circles: trans.__('Circles'),
    xor: trans.__('XOR'),
    moons: trans.__('Moons'),
    spirals: trans.__('Spirals'),
    blobs: trans.__('Blobs'),
    wave: trans.__('Wave (numbers)'),
    drawn: trans.__('Draw your own'),
    yours: trans.__('Yours')
  };
}
