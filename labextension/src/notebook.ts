/** What we do in each notebook: a link to its kernel, the run renderer, and final outputs. */

import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import { replaceLiveOutput, type NotebookModel } from './finalOutput';
import { KernelLink } from './kernelLink';
import type { Links } from './links';
import { runRendererFactory } from './runRenderer';

/** What we use of a notebook; depending on its package would bring in half a gigabyte. */
type NotebookPanel = IDocumentWidget<Widget & { rendermime: IRenderMimeRegistry }>;

/** Gives each notebook its link. */
export class NotebookExtension implements DocumentRegistry.IWidgetExtension<
  NotebookPanel,
  NotebookModel
> {
  constructor(private readonly _links: Links) {}

  createNew(panel: NotebookPanel, context: DocumentRegistry.IContext<NotebookModel>): IDisposable {
    const link = new KernelLink(context.sessionContext, () => mentionsUs(context.model));
    panel.content.rendermime.addFactory(runRendererFactory(link));
    link.final.connect((_, message) => {
      replaceLiveOutput(context.model, message);
    });
    this._links.add(panel, link);
    return new DisposableDelegate(() => {
      this._links.remove(panel);
      link.dispose();
    });
  }
}

function mentionsUs(model: NotebookModel): boolean {
  return /keras[_-]lab/.test(JSON.stringify(model.toJSON()));
}
