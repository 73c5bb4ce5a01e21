/** The commands that steer the latest run: one entry each. */

import type { CommandRegistry } from '@lumino/commands';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { FoundRun, Links } from '../links';
import type { Action, Status } from '../protocol';
import { CommandIDs } from './ids';

interface Steer {
  id: string;
  label: string;
  action: Action;
  when?: Status[];
  name?: string;
  value?: number;
}

const ACTIVE: Status[] = ['running', 'paused'];

function table(trans: TranslationBundle): Steer[] {
  return [
    { id: CommandIDs.stop, label: trans.__('Stop the Latest Run'), action: 'stop' },
    {
      id: CommandIDs.pause,
      label: trans.__('Pause the Latest Run'),
      action: 'pause',
      when: ['running']
    },
    {
      id: CommandIDs.resume,
      label: trans.__('Resume the Latest Run'),
      action: 'resume',
      when: ['paused']
    },
    {
      id: CommandIDs.stepBatch,
      label: trans.__('Train One Batch and Pause'),
      action: 'step',
      name: 'batch'
    },
    {
      id: CommandIDs.stepEpoch,
      label: trans.__('Train to the End of the Epoch and Pause'),
      action: 'step',
      name: 'epoch'
    },
    {
      id: CommandIDs.extend,
      label: trans.__('Train for One Epoch More'),
      action: 'extend',
      value: 1
    },
    { id: CommandIDs.evaluate, label: trans.__('Evaluate Now'), action: 'evaluate' },
    {
      id: CommandIDs.checkpoint,
      label: trans.__('Save the State of the Run Now'),
      action: 'checkpoint'
    },
    {
      id: CommandIDs.restoreBest,
      label: trans.__('Restore the Best Weights'),
      action: 'restore_best'
    }
  ];
}

/** Asks a person for a number; null if there is none. */
export type AskNumber = (title: string, value: number) => Promise<number | null>;

/** Registers them; each is enabled while it can be followed. */
export function addSteering(
  commands: CommandRegistry,
  links: Links,
  trans: TranslationBundle,
  askNumber: AskNumber
): void {
  const can = (action: Action, when: Status[]): boolean => {
    const run = links.latest;
    return (
      run !== null &&
      when.includes(run.record.state.status) &&
      (action === 'stop' || run.link.hears)
    );
  };
  for (const { id, label, action, when = ACTIVE, name, value } of table(trans)) {
    commands.addCommand(id, {
      label,
      isEnabled: () => can(action, when),
      execute: () => send(links.latest, action, name, value)
    });
  }
  commands.addCommand(CommandIDs.togglePause, {
    label: trans.__('Pause or Resume the Latest Run'),
    isEnabled: () => can('pause', ACTIVE),
    execute: () => {
      const run = links.latest;
      return send(run, run?.record.state.status === 'paused' ? 'resume' : 'pause');
    }
  });
  commands.addCommand(CommandIDs.learningRate, {
    label: trans.__('Set the Learning Rate…'),
    isEnabled: () => can('set', ACTIVE) && rateOf(links.latest) !== null,
    execute: async () => {
      const run = links.latest;
      const value = await askNumber(trans.__('Learning rate'), rateOf(run) ?? 0);
      return value === null ? false : send(run, 'set', 'learning_rate', value);
    }
  });
}

function rateOf(run: FoundRun | null): number | null {
  return run?.record.state.hyperparameters['learning_rate'] ?? null;
}

async function send(
  run: FoundRun | null,
  action: Action,
  name: string | null = null,
  value: number | null = null
): Promise<boolean> {
  return run ? run.link.command(run.record.state.id, action, name, value) : false;
}
