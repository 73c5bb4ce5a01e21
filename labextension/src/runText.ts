/** A run in words and figures. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { formatBytes, formatCount, formatDuration, formatNumber } from './format';
import type { RunState, Status } from './protocol';
import { isActive } from './store';

/**
 * How near the kernel is: its word is current (`deaf`: but while a cell runs it can only be interrupted), it is
 * awaited, it is out of reach, or not needed.
 */
export type Presence = 'live' | 'deaf' | 'waiting' | 'gone' | 'static';

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
  if (run.rate !== null && run.batch_size) {
    const samples = Number((run.rate * run.batch_size).toPrecision(3));
    parts.push(trans.__('%1 samples/s', formatCount(samples)));
  }
  parts.push(formatDuration(run.seconds));
  if (run.eta !== null && isActive(run) && (presence === 'live' || presence === 'deaf')) {
    parts.push(trans.__('%1 left', formatDuration(run.eta)));
  }
  const isCurrent = isActive(run) && presence === 'live';
  return [...parts, ...(isCurrent ? memoryTexts(run, trans) : [])].join(' · ');
}

function memoryTexts(run: RunState, trans: TranslationBundle): string[] {
  const { memory, device_memory: device } = run;
  const texts = memory ? [trans.__('%1 in memory', formatBytes(memory))] : [];
  return device ? [...texts, trans.__('%1 on the device', formatBytes(device))] : texts;
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
