/** Renders `application/vnd.keras-lab.builder+json`: a model to build by hand. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { factoryFor } from '../factory';
import type { KernelLink } from '../kernelLink';
import { BUILDER_MIME, type BuilderBundle } from '../protocol';
import { BuilderView } from './builderView';
import { insertBelow, keptBundle } from './place';
import { Workbench } from './workbench';

export class BuilderRenderer extends Widget implements IRenderMime.IRenderer {
  private _bench: Workbench | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {
    super();
    this.addClass('kl-BuilderRenderer');
    _link?.statusChanged.connect(this._onStatus, this);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const bundle = model.data[BUILDER_MIME] as unknown as BuilderBundle;
    if (this._bench?.id === bundle.id) {
      this._bench.adopt(bundle.document);
      return Promise.resolve();
    }
    this._bench?.dispose();
    const link = this._link;
    const bench = (this._bench = new Workbench(bundle, link, data => {
      link?.keep(keptBundle(bundle.id, data));
    }));
    const insert = link?.notebook
      ? (code: string): boolean => insertBelow(link.notebook, bundle.id, code)
      : null;
    this.node.replaceChildren(new BuilderView(bench, this._trans, insert).node);
    link?.connect();
    this._onStatus();
    return Promise.resolve();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._link?.statusChanged.disconnect(this._onStatus, this);
      this._bench?.dispose();
      super.dispose();
    }
  }

  private _onStatus(): void {
    if (this._bench?.live) {
      void this._bench.begin();
    } else {
      this._bench?.refresh();
    }
  }
}

/** The factory for the outputs of one notebook, or (without a link) for those of no kernel. */
export function builderRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return factoryFor(BUILDER_MIME, trans => new BuilderRenderer(trans, link));
}
