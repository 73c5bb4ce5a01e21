/** Renders `application/vnd.keras-lab.compare+json` and the list of runs. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout, Widget } from '@lumino/widgets';

import { factoryFor } from '../factory';
import type { KernelLink } from '../kernelLink';
import { COMPARE_MIME, RUNS_MIME, type CompareBundle, type RunsBundle } from '../protocol';
import { CompareView } from './compareView';
import { RunsView } from './runsView';

/** A view that is made once, and given newer data afterwards. */
class Renderer<Bundle> extends Widget implements IRenderMime.IRenderer {
  private _view: (Widget & { bundle: Bundle }) | null = null;
  private readonly _panel = new PanelLayout();

  constructor(
    private readonly _mime: string,
    private readonly _make: (bundle: Bundle) => Widget & { bundle: Bundle }
  ) {
    super();
    this.addClass('kl-CompareRenderer');
    this.layout = this._panel;
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const bundle = model.data[this._mime] as unknown as Bundle;
    if (this._view) {
      this._view.bundle = bundle;
    } else {
      this._view = this._make(bundle);
      this._panel.addWidget(this._view);
    }
    return Promise.resolve();
  }
}

/** The factory for comparisons in the outputs of one notebook, or (without a link) in those of no kernel. */
export function compareRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return factory<CompareBundle>(
    COMPARE_MIME,
    (bundle, trans) => new CompareView(bundle, trans, link)
  );
}

/** The same for lists of runs. */
export function runsRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return factory<RunsBundle>(RUNS_MIME, (bundle, trans) => new RunsView(bundle, trans, link));
}

function factory<Bundle>(
  mime: string,
  make: (bundle: Bundle, trans: TranslationBundle) => Widget & { bundle: Bundle }
): IRenderMime.IRendererFactory {
  return factoryFor(mime, trans => new Renderer<Bundle>(mime, bundle => make(bundle, trans)));
}
