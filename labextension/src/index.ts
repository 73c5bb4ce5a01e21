/** The JupyterLab extension of keras_lab: live runs in the notebook, panel, status bar, commands. */

import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { addCommands, CommandIDs } from './commands';
import { EndNotices } from './endNotices';
import { labIcon } from './icon';
import { Links } from './links';
import { NotebookExtension } from './notebook';
import { LabPanel } from './panel';
import { Settings } from './settings';
import { StatusItem } from './statusItem';

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
    ISettingRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    statusBar: IStatusBar | null,
    restorer: ILayoutRestorer | null,
    registry: ISettingRegistry | null
  ) => {
    const trans = (translator ?? nullTranslator).load('keras_lab');
    const links = new Links();
    const settings = new Settings(registry, 'keras-lab:plugin');
    const announce = (text: string, failed: boolean): void => {
      Notification[failed ? 'error' : 'success'](text, { autoClose: false });
    };
    const notebooks = new NotebookExtension(links, ({ store }) => {
      new EndNotices(store, () => settings.notifyAfter, trans, announce);
    });
    app.docRegistry.addWidgetExtension('Notebook', notebooks);
    app.shell.currentChanged?.connect((_, change) => {
      links.activate(change.newValue);
    });
    addCommands(app, links, trans, palette, launcher);

    const panel = new LabPanel(links, trans);
    panel.title.icon = labIcon;
    app.shell.add(panel, 'left', { rank: 600, type: 'Keras Lab' });
    restorer?.add(panel, panel.id);

    const item = new StatusItem(links, trans, () => {
      void app.commands.execute(CommandIDs.showPanel);
    });
    statusBar?.registerStatusItem('keras-lab:status', {
      item,
      align: 'left',
      rank: 50,
      isActive: () => item.isActive,
      activeStateChanged: item.activeChanged
    });
  }
};

export default plugin;
