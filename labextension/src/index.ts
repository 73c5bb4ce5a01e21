/** The JupyterLab extension of keras_lab: live runs in the notebook, panel, tabs, status bar, commands. */

import {
  ILayoutRestorer,
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { addCommands } from './commands/commands';
import { CommandIDs } from './commands/ids';
import { EndNotices } from './endNotices';
import { fileViewerPlugin } from './file/fileViewer';
import { labIcon } from './icon';
import { configure } from './configure';
import { Links } from './links';
import { NotebookExtension } from './notebook';
import { Opener } from './opened/opener';
import { panelHost } from './panel/host';
import { LabPanel } from './panel/panel';
import { Settings } from './settings';
import { StatusItem } from './statusItem';
import { addStartPage } from './tutorials/open';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'keras-lab:plugin',
  description: 'Live training runs: in the notebook, in a side panel and in the status bar.',
  autoStart: true,
  optional: [
    ITranslator,
    ICommandPalette,
    ILauncher,
    IStatusBar,
    ILayoutRestorer,
    ISettingRegistry,
    IRouter
  ],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    statusBar: IStatusBar | null,
    restorer: ILayoutRestorer | null,
    registry: ISettingRegistry | null,
    router: IRouter | null
  ) => {
    const languages = translator ?? nullTranslator;
    const trans = languages.load('keras_lab');
    const links = new Links();
    const settings = new Settings(registry, 'keras-lab:plugin');
    const announce = (text: string, failed: boolean): void => {
      Notification[failed ? 'error' : 'success'](text, { autoClose: false });
    };
    const notebooks = new NotebookExtension(links, link => {
      new EndNotices(link.store, () => settings.notifyAfter, trans, announce);
      configure(link, settings);
    });
    app.docRegistry.addWidgetExtension('Notebook', notebooks);
    app.shell.currentChanged?.connect((_, change) => {
      links.activate(change.newValue);
    });
    const opener = new Opener(app, links, languages);
    addStartPage(app, languages, restorer, router);
    addCommands(app, links, opener, trans, palette, launcher);

    const panel = new LabPanel(
      links,
      app.serviceManager.sessions,
      panelHost(app, links, opener, settings, trans)
    );
    panel.title.icon = labIcon;
    app.shell.add(panel, 'left', { rank: 600, type: 'Keras Lab' });
    if (restorer) {
      restorer.add(panel, panel.id);
      opener.restore(restorer, CommandIDs.open);
    }

    const item = new StatusItem(links, trans, app.commands);
    statusBar?.registerStatusItem('keras-lab:status', {
      item,
      align: 'left',
      rank: 50,
      isActive: () => item.isActive,
      activeStateChanged: item.activeChanged
    });
  }
};

export default [plugin, fileViewerPlugin];
