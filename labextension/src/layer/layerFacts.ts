/** What an output holds of a layer: shapes, parameters, configuration. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';
import { formatCount } from '../format';
import type { LayerDescription } from '../protocol';
import { shapeText } from './distributions';

/** The layer's facts as two lists of names and values. */
export function layerFacts(layer: LayerDescription, trans: TranslationBundle): HTMLElement {
  const trainable = layer.trainable ? trans.__('trainable') : trans.__('not trainable');
  const count = formatCount(layer.params);
  const known: [string, string][] = [
    [trans.__('output'), layer.output],
    [trans.__('dtype'), layer.dtype ?? '–'],
    [trans.__('parameters'), layer.params > 0 ? `${count} (${trainable})` : count],
    [trans.__('inputs'), layer.inputs.join(', ') || '–'],
    ...(layer.weights ?? []).map((weight): [string, string] => [
      weight.name,
      `${shapeText(weight.shape)} ${weight.dtype}`
    ])
  ];
  const config = Object.entries(layer.config ?? {}).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value)
  ]);
  return element(
    'div',
    { class: 'kl-Facts' },
    list(known),
    element('div', {}, element('h5', {}, trans.__('Configuration')), list(config))
  );
}

function list(entries: [string, string][]): HTMLElement {
  const made = element('dl');
  for (const [name, value] of entries) {
    made.append(element('dt', {}, name), element('dd', {}, value));
  }
  return made;
}
