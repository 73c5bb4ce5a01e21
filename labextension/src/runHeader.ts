/** The head of a run's view: where it stands, and the means to steer it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, setText } from './dom';
import { MoreSteering } from './moreSteering';
import { NumberInput } from './numberInput';
import { ProgressBar } from './progressBar';
import type { RunState } from './protocol';
import { fraction, progressText, statusText, type Presence } from './runText';
import { SteerButtons, type OnCommand } from './steerButtons';
import { isActive } from './store';

/** Name, status, progress and controls of a run; its metrics' values are in the charts' legends. */
export class RunHeader {
  readonly node: HTMLElement;
  private readonly _name = element('span', { class: 'kl-Run-name' });
  private readonly _status = element('span', { class: 'kl-Run-status', role: 'status' });
  private readonly _text = element('div', { class: 'kl-Run-progressText' });
  private readonly _message = element('div', { class: 'kl-Run-message', role: 'alert' });
  private readonly _bar: ProgressBar;
  private readonly _rate: NumberInput;
  private readonly _more: MoreSteering;
  private readonly _buttons: SteerButtons;
  private readonly _controls: HTMLElement;

  constructor(
    private readonly _trans: TranslationBundle,
    onCommand: OnCommand
  ) {
    this._bar = new ProgressBar(_trans.__('Training progress'));
    this._rate = new NumberInput(_trans.__('learning rate'), _trans.__('Learning rate'), value => {
      void onCommand('set', 'learning_rate', value);
    });
    this._more = new MoreSteering(_trans, onCommand);
    this._buttons = new SteerButtons(_trans, onCommand);
    const title = element('div', { class: 'kl-Run-title' }, this._name, this._status);
    this._controls = element(
      'div',
      { class: 'kl-Run-controls' },
      this._rate.node,
      this._buttons.node
    );
    const top = element('div', { class: 'kl-Run-top' }, title, this._controls);
    this.node = element(
      'header',
      {},
      top,
      this._more.node,
      this._bar.node,
      this._text,
      this._message
    );
  }

  update(run: RunState, presence: Presence): void {
    setText(this._name, run.name);
    setText(this._status, statusText(run, presence, this._trans));
    this._status.dataset['status'] = presence === 'gone' && isActive(run) ? 'gone' : run.status;
    this._bar.update(fraction(run));
    setText(this._text, progressText(run, presence, this._trans));
    setText(this._message, run.message ?? '');
    const deaf = presence === 'deaf';
    this._controls.hidden = !(presence === 'live' || deaf) || !isActive(run);
    this._more.node.hidden = this._controls.hidden || deaf;
    this._rate.node.hidden = deaf;
    this._rate.update(run.hyperparameters.learning_rate ?? null);
    this._more.update(run);
    this._buttons.update(run, deaf);
  }
}
