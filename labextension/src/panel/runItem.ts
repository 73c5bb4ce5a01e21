/** A run in the side panel. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from '../dom';
import { ProgressBar } from '../progressBar';
import type { RunState } from '../protocol';
import { fraction, statusText, summaryText } from '../runText';
import { sparkline, updateSparkline } from '../sparkline';
import { SteerButtons, type OnCommand } from '../steerButtons';
import { isActive } from '../store';

/** Name, status, sparkline, progress and buttons; updated in place, so that a focus stays. */
export class RunItem {
  readonly node: HTMLElement;
  private readonly _name = element('span', { class: 'kl-Run-name' });
  private readonly _status = element('span', { class: 'kl-Run-status' });
  private readonly _text = element('div', { class: 'kl-Item-text' });
  private readonly _spark: SVGSVGElement;
  private readonly _bar: ProgressBar;
  private readonly _buttons: SteerButtons;
  private readonly _steps: HTMLElement;

  constructor(
    private readonly _trans: TranslationBundle,
    onCommand: OnCommand,
    onShow: () => void
  ) {
    this._spark = sparkline(_trans.__('Loss'));
    this._bar = new ProgressBar(_trans.__('Training progress'));
    this._buttons = new SteerButtons(_trans, onCommand);
    this._steps = element(
      'span',
      { class: 'kl-Steer' },
      stepButton(
        _trans.__('Batch'),
        _trans.__('Make one batch more, and wait then'),
        'batch',
        onCommand
      ),
      stepButton(
        _trans.__('Epoch'),
        _trans.__('Go on to the end of the epoch, and wait then'),
        'epoch',
        onCommand
      )
    );
    const show = button(_trans.__('Show'), _trans.__('Show the curves in a tab'), onShow);
    const title = element('div', { class: 'kl-Run-title' }, this._name, this._status);
    const above = element('div', { class: 'kl-Item-row kl-Item-head' }, title, this._spark);
    const buttons = element('div', { class: 'kl-Steer' }, this._steps, this._buttons.node, show);
    const below = element('div', { class: 'kl-Item-row' }, this._text, buttons);
    this.node = element('li', { class: 'kl-Item' }, above, this._bar.node, below);
  }

  /** `deaf`: the kernel can be interrupted, and nothing else. */
  update(run: RunState, deaf: boolean): void {
    this.node.dataset['run'] = run.id;
    setText(this._name, run.name);
    this._name.title = run.name;
    setText(this._status, statusText(run, 'live', this._trans));
    this._status.dataset['status'] = run.status;
    setText(this._text, summaryText(run, this._trans));
    this._bar.update(fraction(run));
    this._bar.node.hidden = !isActive(run);
    updateSparkline(this._spark, run.spark);
    this._buttons.node.hidden = !isActive(run);
    this._steps.hidden = run.status !== 'paused' || deaf;
    this._buttons.update(run, deaf);
  }
}

function stepButton(text: string, label: string, size: string, onCommand: OnCommand): HTMLElement {
  return button(text, label, () => {
    void onCommand('step', size);
  });
}
