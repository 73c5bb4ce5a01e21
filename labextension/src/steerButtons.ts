/** Stop, and Pause or Resume. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setLabel, setText } from './dom';
import type { Action, RunState } from './protocol';

/** Passes a wish on; tells whether it was followed. */
export type OnCommand = (
  action: Action,
  name?: string | null,
  value?: number | null
) => Promise<boolean>;

/** The buttons say what they are about to do until the run's status shows that it was done. */
export class SteerButtons {
  readonly node: HTMLElement;
  private readonly _hint = element('span', { class: 'kl-Steer-hint', role: 'status' });
  private readonly _deafHint: HTMLElement;
  private readonly _stop: HTMLButtonElement;
  private readonly _pause: HTMLButtonElement;
  private _wanted: Action | null = null;
  private _run: RunState | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onCommand: OnCommand
  ) {
    this._stop = button('', '', () => {
      void this._ask('stop');
    });
    this._pause = button('', '', () => {
      void this._ask(this._run?.status === 'paused' ? 'resume' : 'pause');
    });
    this._deafHint = element(
      'span',
      {
        class: 'kl-Steer-hint',
        title: _trans.__('ipykernel 7.2 and later can be steered while a cell runs.')
      },
      _trans.__('this kernel can only be stopped while a cell runs')
    );
    this._deafHint.hidden = true;
    const { _hint, _deafHint, _pause, _stop } = this;
    this.node = element('div', { class: 'kl-Steer' }, _hint, _deafHint, _pause, _stop);
  }

  /** `deaf`: the kernel can be interrupted, and nothing else, until the cell is done. */
  update(run: RunState, deaf = false): void {
    if (this._run?.status !== run.status) {
      this._wanted = null;
      setText(this._hint, '');
    }
    this._run = run;
    this._pause.hidden = deaf;
    this._deafHint.hidden = !deaf;
    this._label();
  }

  private async _ask(action: Action): Promise<void> {
    this._wanted = action;
    setText(this._hint, '');
    this._label();
    if (!(await this._onCommand(action))) {
      this._wanted = null;
      setText(this._hint, this._trans.__('no answer from the kernel yet'));
      this._label();
    }
  }

  private _label(): void {
    const trans = this._trans;
    const pause = this._run?.status === 'paused' ? trans.__('Resume') : trans.__('Pause');
    const stop = trans.__('Stop');
    setText(this._pause, this._wanted === 'pause' ? trans.__('Pausing…') : pause);
    setText(this._stop, this._wanted === 'stop' ? trans.__('Stopping…') : stop);
    setLabel(this._pause, pause);
    setLabel(this._stop, stop);
  }
}
