/** The columns of a comparison's table. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { formatDuration } from '../format';
import type { ComparedRun, RowStatus } from '../protocol';
import { applyLook, runLook, swatch } from './look';
import type { TableColumn } from './sortTable';
import type { CompareState } from './state';

/** What each run is called, how it stands, what was set and what it came to. */
export function compareColumns(
  state: CompareState,
  trans: TranslationBundle
): TableColumn<ComparedRun>[] {
  const { columns, runs } = state.bundle;
  const own = columns.map((column, i): TableColumn<ComparedRun> => ({
    key: column.name,
    title: column.name,
    value: run => run.items[i] ?? null,
    better: column.better
  }));
  const settings = own.filter((_, i) => columns[i]?.kind !== 'metric');
  const results = own
    .filter((_, i) => columns[i]?.kind === 'metric')
    .sort((a, b) => Number(b.key.startsWith('best ')) - Number(a.key.startsWith('best ')));
  return [
    {
      key: 'name',
      title: trans.__('run'),
      value: run => run.label,
      mark: (run, before) => {
        const mark = before ?? swatch();
        applyLook(mark, runLook(runs.indexOf(run)));
        return mark;
      }
    },
    {
      key: 'status',
      title: trans.__('status'),
      value: run => run.status,
      text: run => rowStatusText(run.status, trans)
    },
    ...settings,
    ...results,
    {
      key: 'epochs',
      title: trans.__('epochs'),
      value: run => (run.status === 'waiting' ? null : run.epoch)
    },
    {
      key: 'seconds',
      title: trans.__('took'),
      value: run => (run.seconds > 0 ? run.seconds : null),
      text: run => (run.seconds > 0 ? durationText(run.seconds) : '')
    }
  ];
}

/** `8.4 s` of short times, `m:ss` of others. */
export function durationText(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

/** How a row of a table stands. */
export function rowStatusText(status: RowStatus, trans: TranslationBundle): string {
  const texts: Record<RowStatus, string> = {
    running: trans.__('running'),
    paused: trans.__('paused'),
    done: trans.__('done'),
    stopped: trans.__('stopped'),
    interrupted: trans.__('interrupted'),
    failed: trans.__('failed'),
    waiting: trans.__('waiting')
  };
  return texts[status];
}
