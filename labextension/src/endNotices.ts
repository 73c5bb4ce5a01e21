/** Tells people, wherever they are in JupyterLab, that a long run is over. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { formatDuration, formatNumber } from './format';
import type { RunState } from './protocol';
import { statusText } from './runText';
import { isActive, type Store } from './store';

export type Announce = (text: string, failed: boolean) => void;

/** Announces the runs of a store that were seen under way and took at least `least()` seconds (below 0: none). */
export class EndNotices {
  private readonly _active = new Set<string>();

  constructor(
    private readonly _store: Store,
    private readonly _least: () => number,
    private readonly _trans: TranslationBundle,
    private readonly _announce: Announce
  ) {
    _store.changed.connect(this._look, this);
  }

  private _look(): void {
    for (const { state } of this._store.runs) {
      if (isActive(state)) {
        this._active.add(state.id);
      } else if (this._active.delete(state.id) && this._isLong(state)) {
        this._announce(noticeText(state, this._trans), state.status === 'failed');
      }
    }
  }

  private _isLong(run: RunState): boolean {
    const least = this._least();
    return least >= 0 && run.seconds >= least;
  }
}

/** `mnist: done · 3:12 · loss 0.12`. */
export function noticeText(run: RunState, trans: TranslationBundle): string {
  const loss = run.logs['val_loss'] ?? run.logs['loss'];
  const parts = [
    `${run.name}: ${statusText(run, 'static', trans)}`,
    formatDuration(run.seconds),
    ...(loss === undefined ? [] : [`loss ${formatNumber(loss)}`])
  ];
  return parts.join(' · ');
}
