/** What we do in each notebook: a link to its kernel, our renderers, and final outputs. */

import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import { replaceLiveOutput, type NotebookModel } from './finalOutput';
import { keepOutput } from './keep';
import { KernelLink } from './kernelLink';
import type { Links } from './links';
import { renderers } from './renderers';
import { isActive } from './store';

/** What we use of a notebook; depending on its package would bring in half a gigabyte. */
type NotebookPanel = IDocumentWidget<Widget & { rendermime: IRenderMimeRegistry }>;

/** Gives each notebook its link. */
export class NotebookExtension implements DocumentRegistry.IWidgetExtension<
  NotebookPanel,
  NotebookModel
> {
  private readonly _byContext = new Map<DocumentRegistry.IContext<NotebookModel>, KernelLink>();

  /** `onLink` hears of each new link. */
  constructor(
    private readonly _links: Links,
    private readonly _onLink: (link: KernelLink) => void
  ) {}

  createNew(panel: NotebookPanel, context: DocumentRegistry.IContext<NotebookModel>): IDisposable {
    const link = this._byContext.get(context) ?? this._makeLink(context);
    for (const { factory } of renderers) {
      panel.content.rendermime.addFactory(factory(link));
    }
    this._links.add(panel, link, () => context.path);
    const mark = (): void => {
      markState(panel.node, link);
    };
    link.store.changed.connect(mark);
    return new DisposableDelegate(() => {
      link.store.changed.disconnect(mark);
      this._links.remove(panel);
    });
  }

  /** All views of a notebook share a link. */
  private _makeLink(context: DocumentRegistry.IContext<NotebookModel>): KernelLink {
    const link = new KernelLink(context.sessionContext, () => mentionsUs(context.model));
    link.notebook = context.model;
    link.final.connect((_, message) => {
      replaceLiveOutput(context.model, message);
    });
    link.kept.connect((_, kept) => {
      keepOutput(context.model.cells ?? [], kept);
    });
    this._byContext.set(context, link);
    this._onLink(link);
    context.disposed.connect(() => {
      this._byContext.delete(context);
      link.dispose();
    });
    return link;
  }
}

/** Our shortcuts (schema/plugin.json) are only in force where there is something to steer. */
function markState({ classList }: HTMLElement, { store }: KernelLink): void {
  const { runs } = store;
  classList.toggle('kl-mod-runs', runs.length > 0);
  classList.toggle(
    'kl-mod-running',
    runs.some(run => isActive(run.state))
  );
}

function mentionsUs(model: NotebookModel): boolean {
  return /keras[_-]lab/.test(JSON.stringify(model.toJSON()));
}
