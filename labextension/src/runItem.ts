/** A run in the side panel. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, setText } from './dom';
import { ProgressBar } from './progressBar';
import type { RunState } from './protocol';
import { fraction, statusText, summaryText } from './runText';
import { sparkline, updateSparkline } from './sparkline';
import { SteerButtons, type OnCommand } from './steerButtons';
import { isActive } from './store';

/** Name, status, sparkline, progress and buttons; updated in place, so that a focus stays. */
export class RunItem {
  readonly node: HTMLElement;
  private readonly _name = element('span', { class: 'kl-Run-name' });
  private readonly _status = element('span', { class: 'kl-Run-status' });
  private readonly _text = element('div', { class: 'kl-Item-text' });
  private readonly _spark: SVGSVGElement;
  private readonly _bar: ProgressBar;
  private readonly _buttons: SteerButtons;

  constructor(
    private readonly _trans: TranslationBundle,
    onCommand: OnCommand
  ) {
    this._spark = sparkline(_trans.__('Loss'));
    this._bar = new ProgressBar(_trans.__('Training progress'));
    this._buttons = new SteerButtons(_trans, onCommand);
    const title = element('div', { class: 'kl-Run-title' }, this._name, this._status);
    const above = element('div', { class: 'kl-Item-row' }, title, this._spark);
    const below = element('div', { class: 'kl-Item-row' }, this._text, this._buttons.node);
    this.node = element('li', { class: 'kl-Item' }, above, this._bar.node, below);
  }

  update(run: RunState): void {
    setText(this._name, run.name);
    setText(this._status, statusText(run, 'live', this._trans));
    this._status.dataset['status'] = run.status;
    setText(this._text, summaryText(run, this._trans));
    this._bar.update(fraction(run));
    updateSparkline(this._spark, run.spark);
    this._buttons.node.hidden = !isActive(run);
    this._buttons.update(run);
  }
}
