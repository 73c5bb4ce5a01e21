/** Renders `application/vnd.keras-lab.model+json`: summary table, graph, and one layer's details. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { factoryFor } from './factory';
import { element } from './dom';
import { formatCount } from './format';
import { ModelGraph } from './graph/modelGraph';
import type { KernelLink } from './kernelLink';
import { LayerDetails } from './layer/layerDetails';
import { LayerTable } from './model/layerTable';
import { ModelHead } from './model/modelHead';
import { MODEL_MIME, type GraphNode, type ModelBundle } from './protocol';

/** The output that a model makes. */
export class ModelRenderer extends Widget implements IRenderMime.IRenderer {
  private _graph: ModelGraph | null = null;
  private _table: LayerTable | null = null;
  private readonly _details: LayerDetails;
  private _bundle: ModelBundle | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {
    super({ node: element('article') });
    this.addClass('kl-Model');
    this._details = new LayerDetails(_trans, _link);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const bundle = complete(model.data[MODEL_MIME] as unknown as ModelBundle);
    const select = (index: number | null): void => {
      this._select(index);
    };
    this._bundle = bundle;
    this._table = bundle.view === 'graph' ? null : new LayerTable(bundle, this._trans, select);
    this._graph =
      bundle.view === 'summary'
        ? null
        : new ModelGraph(bundle, this._trans, this._link, node => this._describe(node), select);
    const head = new ModelHead(bundle, this._trans, this._table && this._link, times => {
      this._table?.show(times);
    });
    const parts = [this._table, this._graph].flatMap(part => (part ? [part.node] : []));
    const body = element('div', { class: 'kl-Model-body' }, ...parts);
    this.node.replaceChildren(head.node, body, this._details.node);
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
      this._graph?.fitOnce();
    });
  }

  private _describe(node: GraphNode): string {
    const layer = node.layer === null ? undefined : this._bundle?.layers[node.layer];
    if (layer) {
      const { name, type, output, params } = layer;
      const count = formatCount(params);
      return this._trans.__('%1: %2, output %3, %4 parameters', name, type, output, count);
    }
    return [`${node.label}: ${node.type}`, node.note].filter(Boolean).join(', ');
  }

  private _select(index: number | null): void {
    this._table?.select(index);
    this._graph?.select(index);
    if (this._bundle) {
      this._details.show(this._bundle, index);
    }
  }
}

/** The bundle with what outputs of earlier versions do not have. */
function complete(bundle: ModelBundle): ModelBundle {
  const cost = { flops: 0, uncounted: 1, activation_bytes: 0, weight_bytes: 0 };
  const { frames = [], ...graph } = bundle.graph as Partial<ModelBundle['graph']>;
  const defaults = { cost, full: null, times: null, view: 'all', key: null };
  return { ...defaults, ...bundle, graph: { ...graph, frames } } as ModelBundle;
}

/** The factory for the outputs of one notebook, or (without a link) for those of no kernel. */
export function modelRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return factoryFor(MODEL_MIME, trans => new ModelRenderer(trans, link));
}
