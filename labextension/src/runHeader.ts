/** The head of a run's view: where it stands, and the means to steer it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from './dom';
import { formatCount, formatDuration, formatNumber } from './format';
import type { Action, RunState, Status } from './protocol';
import { isActive } from './store';

/** How near the kernel is: its word is current, it is awaited, it is out of reach, or not needed. */
export type Presence = 'live' | 'waiting' | 'gone' | 'static';

/** Passes a wish on; tells whether it was followed. */
export type OnCommand = (action: Action, value: number | null) => Promise<boolean>;

/** The share of the run that is done, 0 to 1. */
export function fraction(run: RunState): number {
  if (run.total) {
    return Math.min(1, run.step / run.total);
  }
  const within = run.steps ? run.position / run.steps : 0;
  return Math.min(1, (run.epoch + within) / Math.max(1, run.epochs));
}

/** What the badge says of a run; one that nobody can vouch for any more is not called running. */
export function statusText(run: RunState, presence: Presence, trans: TranslationBundle): string {
  if (presence === 'gone' && isActive(run)) {
    return trans.__('kernel gone');
  }
  const texts: Record<Status, string> = {
    running: trans.__('running'),
    paused: trans.__('paused'),
    done: trans.__('done'),
    stopped: trans.__('stopped'),
    interrupted: trans.__('interrupted'),
    failed: trans.__('failed')
  };
  return texts[run.status];
}

/** `epoch 3/20 · step 120/1563 · 812 steps/s · 0:12 · 0:34 left`. */
export function progressText(run: RunState, presence: Presence, trans: TranslationBundle): string {
  const epoch = Math.min(run.epoch + 1, run.epochs);
  const steps = run.steps ? `/${formatCount(run.steps)}` : '';
  const parts = [
    trans.__('epoch %1/%2', epoch, run.epochs),
    trans.__('step %1', `${formatCount(run.position)}${steps}`)
  ];
  if (run.rate !== null) {
    parts.push(trans.__('%1 steps/s', formatNumber(Number(run.rate.toPrecision(3)))));
  }
  parts.push(formatDuration(run.seconds));
  if (run.eta !== null && isActive(run) && presence === 'live') {
    parts.push(trans.__('%1 left', formatDuration(run.eta)));
  }
  return parts.join(' · ');
}

/** Name, status, progress and buttons of a run; the metrics' values are in the charts' legends. */
export class RunHeader {
  readonly node: HTMLElement;
  private readonly _name = element('span', { class: 'kl-Run-name' });
  private readonly _status = element('span', { class: 'kl-Run-status', role: 'status' });
  private readonly _progress = element('div', { class: 'kl-Run-progressText' });
  private readonly _message = element('div', { class: 'kl-Run-message', role: 'alert' });
  private readonly _fill = element('div', { class: 'kl-Progress-fill' });
  private readonly _bar: HTMLElement;
  private readonly _controls: RunControls;

  constructor(
    private readonly _trans: TranslationBundle,
    onCommand: OnCommand
  ) {
    this._bar = element(
      'div',
      {
        class: 'kl-Progress',
        role: 'progressbar',
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-label': _trans.__('Training progress')
      },
      this._fill
    );
    this._controls = new RunControls(_trans, onCommand);
    const title = element('div', { class: 'kl-Run-title' }, this._name, this._status);
    const top = element('div', { class: 'kl-Run-top' }, title, this._controls.node);
    this.node = element(
      'header',
      { class: 'kl-Run-header' },
      top,
      this._bar,
      this._progress,
      this._message
    );
  }

  update(run: RunState, presence: Presence): void {
    setText(this._name, run.name);
    setText(this._status, statusText(run, presence, this._trans));
    this._status.dataset.status = presence === 'gone' && isActive(run) ? 'gone' : run.status;
    const percent = Math.round(fraction(run) * 1000) / 10;
    this._bar.setAttribute('aria-valuenow', String(percent));
    this._fill.style.width = `${percent}%`;
    setText(this._progress, progressText(run, presence, this._trans));
    setText(this._message, run.message ?? '');
    this._controls.update(run, presence);
  }
}

/** Stop, Pause or Resume, and the learning rate; only there while a run can be steered. */
class RunControls {
  readonly node = element('div', { class: 'kl-Run-controls' });
  private readonly _stop: HTMLButtonElement;
  private readonly _pause: HTMLButtonElement;
  private readonly _rate: HTMLInputElement;
  private readonly _hint = element('span', { class: 'kl-Run-hint', role: 'status' });
  private _wanted: Action | null = null;
  private _run: RunState | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onCommand: OnCommand
  ) {
    this._stop = button(_trans.__('Stop'), _trans.__('Stop'), () => {
      this._command('stop');
    });
    this._pause = button(_trans.__('Pause'), _trans.__('Pause'), () => {
      this._command(this._run?.status === 'paused' ? 'resume' : 'pause');
    });
    this._rate = element('input', {
      class: 'kl-Run-rate',
      type: 'text',
      inputmode: 'decimal',
      size: 7,
      'aria-label': _trans.__('Learning rate')
    });
    this._rate.addEventListener('change', () => {
      this._setRate();
    });
    const label = element('label', {}, _trans.__('learning rate'), ' ', this._rate);
    this.node.append(this._hint, label, this._pause, this._stop);
  }

  update(run: RunState, presence: Presence): void {
    if (this._run?.status !== run.status) {
      this._wanted = null;
    }
    this._run = run;
    this.node.hidden = presence !== 'live' || !isActive(run);
    const pause = run.status === 'paused' ? this._trans.__('Resume') : this._trans.__('Pause');
    rename(this._pause, this._wanted === 'pause' ? this._trans.__('Pausing…') : pause, pause);
    const stop = this._trans.__('Stop');
    rename(this._stop, this._wanted === 'stop' ? this._trans.__('Stopping…') : stop, stop);
    if (document.activeElement !== this._rate) {
      this._rate.value = run.learning_rate === null ? '' : formatNumber(run.learning_rate);
      this._rate.disabled = run.learning_rate === null;
      this._rate.removeAttribute('aria-invalid');
    }
  }

  private _command(action: Action): void {
    this._wanted = action;
    this._redraw();
    void this._send(action, null);
  }

  private async _send(action: Action, value: number | null): Promise<void> {
    setText(this._hint, '');
    const heard = await this._onCommand(action, value);
    this._wanted = heard ? this._wanted : null;
    setText(this._hint, heard ? '' : this._trans.__('no answer from the kernel yet'));
    this._redraw();
  }

  private _redraw(): void {
    if (this._run && !this.node.hidden) {
      this.update(this._run, 'live');
    }
  }

  private _setRate(): void {
    const value = Number(this._rate.value.trim().replace(',', '.'));
    const valid = this._rate.value.trim() !== '' && Number.isFinite(value) && value >= 0;
    this._rate.setAttribute('aria-invalid', String(!valid));
    if (valid) {
      void this._send('learning_rate', value);
    }
  }
}

function rename(target: HTMLButtonElement, text: string, label: string): void {
  setText(target, text);
  target.title = label;
  target.setAttribute('aria-label', label);
}
