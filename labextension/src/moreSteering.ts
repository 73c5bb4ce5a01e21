/** What one may do with a run besides stopping and pausing it, folded away until it is wanted. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, keepKeys } from './dom';
import { NumberInput } from './numberInput';
import type { Action, RunState } from './protocol';
import type { OnCommand } from './steerButtons';

/** Single steps, more epochs, evaluation, and the optimizer's numbers other than the learning rate. */
export class MoreSteering {
  readonly node: HTMLDetailsElement;
  private readonly _numbers = element('div', { class: 'kl-Steer' });
  private readonly _inputs = new Map<string, NumberInput>();

  constructor(
    trans: TranslationBundle,
    private readonly _onCommand: OnCommand
  ) {
    const summary = element('summary', {}, trans.__('more'));
    summary.setAttribute('aria-label', trans.__('More ways to steer this run'));
    keepKeys(summary);
    const buttons = element(
      'div',
      { class: 'kl-Steer' },
      this._button(
        trans.__('Batch'),
        trans.__('Make one batch more, and wait then'),
        'step',
        'batch'
      ),
      this._button(
        trans.__('Epoch'),
        trans.__('Go on to the end of the epoch, and wait then'),
        'step',
        'epoch'
      ),
      this._button(
        trans.__('Evaluate'),
        trans.__('Evaluate on the validation data now'),
        'evaluate'
      ),
      this._button(
        trans.__('Save state'),
        trans.__('Write the state of the run now'),
        'checkpoint'
      ),
      this._button(
        trans.__('Best weights'),
        trans.__('Give the model the weights of its best epoch back'),
        'restore_best'
      ),
      this._button(trans.__('+1 epoch'), trans.__('Train for one epoch more'), 'extend', null, 1)
    );
    this.node = element('details', { class: 'kl-More' }, summary, buttons, this._numbers);
  }

  update(run: RunState): void {
    for (const [name, value] of Object.entries(run.hyperparameters)) {
      if (name !== 'learning_rate') {
        (this._inputs.get(name) ?? this._addInput(name)).update(value);
      }
    }
  }

  private _addInput(name: string): NumberInput {
    const made = new NumberInput(name, name, value => {
      void this._onCommand('set', name, value);
    });
    this._inputs.set(name, made);
    this._numbers.append(made.node);
    return made;
  }

  private _button(
    text: string,
    label: string,
    action: Action,
    name: string | null = null,
    value: number | null = null
  ): HTMLButtonElement {
    return button(text, label, () => {
      void this._onCommand(action, name, value);
    });
  }
}
