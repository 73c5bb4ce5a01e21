/** Opens our tabs in the main area; those that were open are opened again with JupyterLab. */

import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { ITranslator } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';

import { labIcon } from '../icon';
import type { Links } from '../links';
import { OpenedView } from './openedView';
import { subjectId, type Subject } from './subject';

export class Opener {
  private readonly _tracker = new WidgetTracker<MainAreaWidget<OpenedView>>({
    namespace: 'keras-lab'
  });

  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _links: Links,
    private readonly _translator: ITranslator
  ) {}

  /** `command` opens the subject that its arguments are. */
  restore(restorer: ILayoutRestorer, command: string): void {
    void restorer.restore(this._tracker, {
      command,
      args: ({ content }) => content.subject as unknown as JSONObject,
      name: ({ content }) => subjectId(content.subject)
    });
  }

  /** Shows the subject in a tab beside what is in front, or the tab that shows it already. */
  open(subject: Subject): void {
    const id = subjectId(subject);
    const { shell } = this._app;
    if (!this._tracker.find(widget => widget.id === id)) {
      const widget = new MainAreaWidget({
        content: new OpenedView(subject, this._links, this._translator)
      });
      widget.id = id;
      widget.title.label = subject.name;
      widget.title.caption = this._translator.load('keras_lab').__('Keras Lab: %1', subject.name);
      widget.title.icon = labIcon;
      widget.title.closable = true;
      widget.toolbar.hide();
      const beside = this._tracker.find(({ isDisposed }) => !isDisposed);
      void this._tracker.add(widget);
      const place: DocumentRegistry.IOpenOptions = beside
        ? { mode: 'tab-after', ref: beside.id }
        : { mode: 'split-right' };
      shell.add(widget, 'main', { ...place, type: 'Keras Lab' });
      if (!widget.parent) {
        // Notebook 7 has room for its notebook only.
        shell.add(widget, 'right');
      }
    }
    shell.activateById(id);
  }

  /** The tab in which `node` is. */
  around(node: Node): OpenedView | undefined {
    return this._tracker.find(widget => widget.node.contains(node))?.content;
  }
}
