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
    valueText(value)
  ]);
  return element(
    'div',
    { class: 'kl-LayerFacts' },
    element('div', {}, element('h5', {}, trans.__('Layer')), list(known)),
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

/** A value of a configuration; objects as they are made: `GlorotUniform(seed=1)`. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const made = value as { class_name?: unknown; config?: unknown } | null;
  if (typeof made?.class_name !== 'string' || typeof made.config !== 'object') {
    return JSON.stringify(value);
  }
  const given = Object.entries(made.config ?? {}).filter(([, each]) => each !== null);
  return `${made.class_name}(${given.map(([name, each]) => `${name}=${valueText(each)}`).join(', ')})`;
}
