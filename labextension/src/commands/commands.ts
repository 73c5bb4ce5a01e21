/** All commands, and where they are offered besides the menus (those are in schema/plugin.json). */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { InputDialog, Notification, type ICommandPalette } from '@jupyterlab/apputils';
import type { ILauncher } from '@jupyterlab/launcher';
import type { TranslationBundle } from '@jupyterlab/translation';

import { openBuilder } from '../builder/open';
import { labIcon } from '../icon';
import type { Links } from '../links';
import type { Opener } from '../opened/opener';
import { subjectOf } from '../opened/subject';
import { addContextCommands } from './here';
import { CommandIDs } from './ids';
import { addSteering } from './steer';

/** Those that ask for no place under the pointer. */
const IN_PALETTE = [
  CommandIDs.stop,
  CommandIDs.pause,
  CommandIDs.resume,
  CommandIDs.stepBatch,
  CommandIDs.stepEpoch,
  CommandIDs.extend,
  CommandIDs.evaluate,
  CommandIDs.checkpoint,
  CommandIDs.restoreBest,
  CommandIDs.learningRate,
  CommandIDs.showRun,
  CommandIDs.allRuns,
  CommandIDs.showPanel,
  CommandIDs.build,
  CommandIDs.tutorials
];

/** Registers the commands, and offers them in the palette and the launcher where there are such. */
export function addCommands(
  app: JupyterFrontEnd,
  links: Links,
  opener: Opener,
  trans: TranslationBundle,
  palette: ICommandPalette | null,
  launcher: ILauncher | null
): void {
  addSteering(app.commands, links, trans, askNumber);
  addContextCommands(app, links, opener, trans, text => {
    Notification.warning(text, { autoClose: 8000 });
  });
  addOpening(app, links, opener, trans);
  addPlaces(app, links, trans);
  notifyOfChanges(app, links);
  for (const command of IN_PALETTE) {
    palette?.addItem({ command, category: trans.__('Keras Lab') });
  }
  for (const [rank, command] of [CommandIDs.tutorials, CommandIDs.build].entries()) {
    launcher?.add({ command, category: trans.__('Keras Lab'), rank });
  }
}

function addOpening(
  app: JupyterFrontEnd,
  links: Links,
  opener: Opener,
  trans: TranslationBundle
): void {
  const { commands } = app;
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open in a Tab'),
    execute: args => {
      const subject = subjectOf(args);
      if (subject) {
        opener.open(subject);
      }
    }
  });
  commands.addCommand(CommandIDs.showRun, {
    label: trans.__('Show the Curves of the Latest Run in a Tab'),
    isEnabled: () => links.latest !== null,
    execute: () => {
      const found = links.latest;
      const linked = links.all.find(({ link }) => link === found?.link);
      if (found && linked) {
        const { id, name } = found.record.state;
        opener.open({ kind: 'run', notebook: linked.path, name, ids: [id] });
      }
    }
  });
  commands.addCommand(CommandIDs.allRuns, {
    label: trans.__('Show All Runs in a Tab'),
    isEnabled: () => links.all.some(({ link }) => link.status === 'open'),
    execute: () => {
      const linked = links.all.find(({ link }) => link.status === 'open');
      if (linked) {
        opener.open({ kind: 'runs', notebook: linked.path, name: trans.__('All runs'), ids: [] });
      }
    }
  });
}

function addPlaces(app: JupyterFrontEnd, links: Links, trans: TranslationBundle): void {
  const { commands, shell } = app;
  commands.addCommand(CommandIDs.showPanel, {
    label: trans.__('Show the Keras Lab Panel'),
    execute: () => {
      shell.activateById('keras-lab-panel');
    }
  });
  commands.addCommand(CommandIDs.build, {
    label: trans.__('Build a Model'),
    caption: trans.__('Build a model by hand: layers, shapes and code'),
    icon: labIcon,
    execute: () => openBuilder(app, links)
  });
}

/** Menus and palette look again whether a command is enabled when a run's status is another one. */
function notifyOfChanges(app: JupyterFrontEnd, links: Links): void {
  let known = '';
  links.changed.connect(() => {
    const found = links.latest;
    const open = links.all.some(({ link }) => link.status === 'open');
    const state = `${found?.record.state.id} ${found?.record.state.status} ${found?.link.hears} ${open}`;
    if (state !== known) {
      known = state;
      app.commands.notifyCommandChanged();
    }
  });
}

async function askNumber(title: string, value: number): Promise<number | null> {
  const answer = await InputDialog.getText({ title, text: String(value) });
  const number = Number((answer.value ?? '').replace(',', '.'));
  return answer.button.accept && answer.value && Number.isFinite(number) ? number : null;
}
