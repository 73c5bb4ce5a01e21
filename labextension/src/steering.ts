/** Steering a run: a wish is sent, and followed or not. */

import type { Action, Command } from './protocol';
import { isActive, type Store } from './store';

/** How long a command may go unanswered before Stop interrupts the kernel. */
const ANSWER = 1500;

/** Sends commands and watches the store for what comes of them. */
export class Steering {
  /** `send` tells whether the kernel can be spoken to, `hears` whether it would listen now. */
  constructor(
    private readonly _store: Store,
    private readonly _send: (command: Command) => boolean,
    private readonly _interruptKernel: () => Promise<void>,
    private readonly _hears: () => boolean = () => true
  ) {}

  /**
   * Tells whether the kernel followed the command.
   *
   * A Stop that is not answered, or would not be heard, interrupts the kernel: the first interrupt ends `fit`
   * cleanly.
   */
  async command(command: Command): Promise<boolean> {
    const heard = this._hears() && (await this._ask(command));
    const state = this._store.run(command.run)?.state;
    // The kernel's status would not do: a message on a subshell makes a busy kernel look idle.
    const isThere = state ? isActive(state) : !this._hears();
    return !heard && isThere && command.action === 'stop' ? this._interrupt() : heard;
  }

  private async _interrupt(): Promise<boolean> {
    try {
      await this._interruptKernel();
      return true;
    } catch (error) {
      console.warn('keras_lab: the kernel cannot be interrupted', error);
      return false;
    }
  }

  /** Sends a command and waits for a message of the run that shows it was followed. */
  private _ask(command: Command): Promise<boolean> {
    return new Promise(resolve => {
      const settle = (heard: boolean): void => {
        clearTimeout(timer);
        this._store.changed.disconnect(check);
        resolve(heard);
      };
      const check = (): void => {
        const state = this._store.run(command.run)?.state;
        if (!state || isDone[command.action](state.status)) {
          settle(true);
        }
      };
      const timer = setTimeout(() => {
        settle(false);
      }, ANSWER);
      this._store.changed.connect(check);
      if (!this._send(command)) {
        settle(false);
      }
    });
  }
}

/** Whether a run's status shows that the wish was followed. */
const isDone: Record<Action, (status: string) => boolean> = {
  stop: status => status !== 'running' && status !== 'paused',
  pause: status => status !== 'running',
  resume: status => status !== 'paused',
  step: () => true,
  set: () => true,
  extend: () => true,
  evaluate: () => true,
  checkpoint: () => true,
  restore_best: () => true
};
