/** The commands of the palette. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { ILauncher } from '@jupyterlab/launcher';
import type { TranslationBundle } from '@jupyterlab/translation';

import { labIcon } from './icon';
import type { Links } from './links';
import type { Action, Status } from './protocol';
import type { RunRecord } from './store';
import { openTutorials } from './tutorials';

export const CommandIDs = {
  stop: 'keras-lab:stop',
  pause: 'keras-lab:pause',
  resume: 'keras-lab:resume',
  showPanel: 'keras-lab:show-panel',
  tutorials: 'keras-lab:tutorials'
} as const;

/** Registers the commands, and offers them in the palette and the launcher where there are such. */
export function addCommands(
  app: JupyterFrontEnd,
  links: Links,
  trans: TranslationBundle,
  palette: ICommandPalette | null,
  launcher: ILauncher | null
): void {
  const { commands, shell } = app;
  const latest = (): RunRecord | undefined => links.current?.store.latest;
  const steer = (id: string, label: string, action: Action, status: Status[]): void => {
    const isEnabled = (): boolean => status.some(one => one === latest()?.state.status);
    const execute = async (): Promise<void> => {
      const run = latest();
      if (run) {
        await links.current?.command(run.state.id, action);
      }
    };
    commands.addCommand(id, { label, isEnabled, execute });
  };
  steer(CommandIDs.stop, trans.__('Stop the Latest Run'), 'stop', ['running', 'paused']);
  steer(CommandIDs.pause, trans.__('Pause the Latest Run'), 'pause', ['running']);
  steer(CommandIDs.resume, trans.__('Resume the Latest Run'), 'resume', ['paused']);
  let known: Status | undefined;
  links.changed.connect(() => {
    const status = latest()?.state.status;
    if (status !== known) {
      known = status;
      commands.notifyCommandChanged();
    }
  });
  commands.addCommand(CommandIDs.showPanel, {
    label: trans.__('Show the Keras Lab Panel'),
    execute: () => {
      shell.activateById('keras-lab-panel');
    }
  });
  commands.addCommand(CommandIDs.tutorials, {
    label: trans.__('Keras Lab Tutorials'),
    caption: trans.__('Open the first Keras Lab tutorial'),
    icon: labIcon,
    execute: () => openTutorials(app)
  });
  for (const command of Object.values(CommandIDs)) {
    palette?.addItem({ command, category: trans.__('Keras Lab') });
  }
  launcher?.add({ command: CommandIDs.tutorials, category: trans.__('Keras Lab'), rank: 0 });
}
