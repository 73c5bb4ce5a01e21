/** A run in the side panel. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from './dom';
import { formatDuration, formatNumber } from './format';
import type { RunState } from './protocol';
import { fraction, statusText, type OnCommand } from './runHeader';
import { sparkline, updateSparkline } from './sparkline';
import { isActive } from './store';

/** Name, status, sparkline, progress and buttons; updated in place, so that a focus stays. */
export class RunItem {
  readonly node: HTMLElement;
  private readonly _name = element('span', { class: 'kl-Run-name' });
  private readonly _status = element('span', { class: 'kl-Run-status' });
  private readonly _text = element('div', { class: 'kl-Item-text' });
  private readonly _fill = element('div', { class: 'kl-Progress-fill' });
  private readonly _spark: SVGSVGElement;
  private readonly _bar: HTMLElement;
  private readonly _stop: HTMLButtonElement;
  private readonly _pause: HTMLButtonElement;
  private readonly _controls: HTMLElement;
  private _run: RunState | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    onCommand: OnCommand
  ) {
    this._spark = sparkline(_trans.__('Loss'));
    this._bar = element(
      'div',
      { class: 'kl-Progress', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 },
      this._fill
    );
    this._stop = button(_trans.__('Stop'), _trans.__('Stop'), () => {
      void onCommand('stop', null);
    });
    this._pause = button('', '', () => {
      void onCommand(this._run?.status === 'paused' ? 'resume' : 'pause', null);
    });
    this._controls = element('div', { class: 'kl-Run-controls' }, this._pause, this._stop);
    const title = element('div', { class: 'kl-Run-title' }, this._name, this._status);
    const below = element('div', { class: 'kl-Item-row' }, this._text, this._controls);
    const above = element('div', { class: 'kl-Item-row' }, title, this._spark);
    this.node = element('li', { class: 'kl-Item' }, above, this._bar, below);
  }

  update(run: RunState): void {
    this._run = run;
    setText(this._name, run.name);
    setText(this._status, statusText(run, 'live', this._trans));
    this._status.dataset.status = run.status;
    setText(this._text, summaryText(run, this._trans));
    const percent = Math.round(fraction(run) * 100);
    this._fill.style.width = `${percent}%`;
    this._bar.setAttribute('aria-valuenow', String(percent));
    this._bar.setAttribute('aria-label', run.name);
    updateSparkline(this._spark, run.spark);
    this._controls.hidden = !isActive(run);
    const pause = run.status === 'paused' ? this._trans.__('Resume') : this._trans.__('Pause');
    setText(this._pause, pause);
    this._pause.setAttribute('aria-label', pause);
    this._pause.title = pause;
  }
}

/** `epoch 3/20 · loss 0.12 · 0:34`: the time left of a run under way, else the time it took. */
export function summaryText(run: RunState, trans: TranslationBundle): string {
  const parts = [trans.__('epoch %1/%2', Math.min(run.epoch + 1, run.epochs), run.epochs)];
  const loss = run.logs['loss'];
  if (loss !== undefined) {
    parts.push(`loss ${formatNumber(loss)}`);
  }
  parts.push(formatDuration(isActive(run) ? (run.eta ?? run.seconds) : run.seconds));
  return parts.join(' · ');
}
