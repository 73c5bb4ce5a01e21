/** What there is to know of one layer: shapes, parameters, weights and configuration. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from './dom';
import { formatCount } from './format';
import type { LayerDescription } from './protocol';

/** A heading and the layer's facts. */
export function layerDetails(layer: LayerDescription, trans: TranslationBundle): HTMLElement {
  const trainable = layer.trainable ? trans.__('trainable') : trans.__('not trainable');
  const facts: [string, string][] = [
    [trans.__('output'), layer.output],
    [trans.__('dtype'), layer.dtype ?? '–'],
    [trans.__('parameters'), `${formatCount(layer.params)} (${trainable})`],
    [trans.__('inputs'), layer.inputs.join(', ') || '–'],
    ...layer.weights.map((weight): [string, string] => [
      weight.name,
      `(${weight.shape.join(', ')}) ${weight.dtype}`
    ])
  ];
  const config = Object.entries(layer.config).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value)
  ]);
  return element(
    'section',
    { class: 'kl-Details', 'aria-live': 'polite' },
    element('h4', {}, `${layer.name} `, element('small', {}, layer.type)),
    list(facts),
    element('h5', {}, trans.__('Configuration')),
    list(config)
  );
}

function list(entries: [string, string][]): HTMLElement {
  const made = element('dl');
  for (const [name, value] of entries) {
    made.append(element('dt', {}, name), element('dd', {}, value));
  }
  return made;
}
