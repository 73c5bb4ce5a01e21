/** What there is to know of one layer: shapes, parameters, configuration; and what the kernel can tell. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';
import { formatCount } from '../format';
import type { KernelLink } from '../kernelLink';
import type { LayerDescription, ModelBundle } from '../protocol';

/** The panel under a model; empty while no layer is chosen. */
export class LayerDetails {
  readonly node = element('div', { class: 'kl-Model-details' });

  /** With a `link` the kernel is asked for more than the output holds. */
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {}

  /** Shows the layer at this place of `bundle.layers`. */
  show(bundle: ModelBundle, index: number | null): void {
    const layer = index === null ? undefined : bundle.layers[index];
    this.node.replaceChildren(...(layer ? [facts(layer, this._trans)] : []));
    this.node.dataset['asked'] = String(this._link !== null);
  }
}

/** A heading and the layer's facts. */
function facts(layer: LayerDescription, trans: TranslationBundle): HTMLElement {
  const trainable = layer.trainable ? trans.__('trainable') : trans.__('not trainable');
  const known: [string, string][] = [
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
    list(known),
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
