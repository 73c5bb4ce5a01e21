/** What we do in each notebook: a link to its kernel, the run renderer, and final outputs. */

import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import { KernelLink } from './kernelLink';
import type { Links } from './links';
import { RUN_MIME, type FinalMessage, type RunBundle } from './protocol';
import { runRendererFactory } from './runRenderer';

/** What we use of a notebook; depending on its package would bring in half a gigabyte. */
type NotebookPanel = IDocumentWidget<Widget & { rendermime: IRenderMimeRegistry }>;

interface Outputs {
  length: number;
  get(index: number): { data: JSONObject; toJSON(): JSONObject };
  set(index: number, value: PartialJSONObject): void;
}

interface NotebookModel extends DocumentRegistry.IModel {
  cells?: Iterable<{ outputs?: Outputs }>;
}

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

/** Puts the final bundle where the notebook still holds the run as live, so that it is saved. */
export function replaceLiveOutput(model: NotebookModel, message: FinalMessage): void {
  for (const { outputs } of model.cells ?? []) {
    for (let i = 0; i < (outputs?.length ?? 0); i++) {
      const output = outputs?.get(i);
      const bundle = output?.data[RUN_MIME] as unknown as RunBundle | undefined;
      if (output && bundle?.live && bundle.run.id === message.run) {
        outputs?.set(i, { ...output.toJSON(), data: message.bundle as JSONObject });
      }
    }
  }
}
