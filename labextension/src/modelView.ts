/** Renders `application/vnd.keras-lab.model+json`: summary table, graph, and one layer's details. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { element, keepKeys } from './dom';
import { formatCount } from './format';
import { GraphView } from './graphView';
import type { KernelLink } from './kernelLink';
import { LayerDetails } from './layer/layerDetails';
import { MODEL_MIME, type GraphNode, type LayerDescription, type ModelBundle } from './protocol';

/** The output that a model makes. */
export class ModelRenderer extends Widget implements IRenderMime.IRenderer {
  private _graph: GraphView | null = null;
  private _rows: HTMLElement[] = [];
  private readonly _details: LayerDetails;
  private _bundle: ModelBundle | null = null;
  private _layers: LayerDescription[] = [];

  constructor(
    private readonly _trans: TranslationBundle,
    link: KernelLink | null
  ) {
    super({ node: element('article') });
    this.addClass('kl-Model');
    this._details = new LayerDetails(_trans, link);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const bundle = model.data[MODEL_MIME] as unknown as ModelBundle;
    this._bundle = bundle;
    this._layers = bundle.layers;
    this._graph = new GraphView(
      bundle.graph,
      this._trans,
      node => this._describe(node),
      node => {
        this._select(node.layer);
      }
    );
    const body = element('div', { class: 'kl-Model-body' }, this._table(), this._graph.node);
    this.node.replaceChildren(this._head(bundle), body, this._details.node);
    this._details.show(bundle, null);
    this._fitSoon();
    return Promise.resolve();
  }

  protected override onAfterAttach(): void {
    this._fitSoon();
  }

  protected override onAfterShow(): void {
    this._fitSoon();
  }

  private _fitSoon(): void {
    requestAnimationFrame(() => {
      this._graph?.fit();
    });
  }

  private _head(bundle: ModelBundle): HTMLElement {
    const { total, trainable, non_trainable: frozen } = bundle.parameters;
    const all = this._trans.__('%1 parameters', formatCount(total));
    const parts = this._trans.__(
      '%1 trainable, %2 not trainable',
      formatCount(trainable),
      formatCount(frozen)
    );
    const counts = frozen > 0 ? `${all}: ${parts}` : all;
    const text = bundle.built ? counts : this._trans.__('not built yet');
    return element(
      'header',
      { class: 'kl-Model-header' },
      element('strong', {}, bundle.name),
      ` ${bundle.kind} · ${text}`
    );
  }

  private _table(): HTMLElement {
    const heads = [
      this._trans.__('Layer'),
      this._trans.__('Type'),
      this._trans.__('Output shape'),
      this._trans.__('Parameters')
    ];
    this._rows = this._layers.map((layer, i) => this._row(layer, i));
    const table = element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...heads.map(head => element('th', {}, head)))),
      element('tbody', {}, ...this._rows)
    );
    return element('div', { class: 'kl-Model-table' }, table);
  }

  private _row(layer: LayerDescription, index: number): HTMLElement {
    const name = element('button', { type: 'button', class: 'kl-Model-name' }, layer.name);
    keepKeys(name);
    name.style.marginLeft = `${layer.depth * 14}px`;
    const row = element(
      'tr',
      {},
      element('td', {}, name),
      element('td', {}, layer.type),
      element('td', {}, layer.output),
      element('td', { class: 'kl-mod-number' }, formatCount(layer.params))
    );
    row.addEventListener('click', () => {
      this._select(index);
    });
    return row;
  }

  private _describe(node: GraphNode): string {
    const layer = node.layer === null ? undefined : this._layers[node.layer];
    return layer
      ? this._trans.__(
          '%1: %2, output %3, %4 parameters',
          layer.name,
          layer.type,
          layer.output,
          formatCount(layer.params)
        )
      : `${node.label}: ${node.type}`;
  }

  private _select(index: number | null): void {
    this._rows.forEach((row, i) => {
      row.classList.toggle('kl-mod-selected', i === index);
    });
    this._graph?.select(index);
    if (this._bundle) {
      this._details.show(this._bundle, index);
    }
  }
}

/** The factory for the outputs of one notebook, or (without a link) for those of no kernel. */
export function modelRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [MODEL_MIME],
    defaultRank: 1,
    createRenderer: options =>
      new ModelRenderer((options.translator ?? nullTranslator).load('keras_lab'), link)
  };
}
