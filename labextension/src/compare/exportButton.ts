/** A button that fetches the curves of runs as a table. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, setLabel } from '../dom';
import { download } from '../files';
import type { KernelLink } from '../kernelLink';

/** Asks the kernel for the runs that `ids` names, and offers the answer as a file. */
export function exportButton(
  link: KernelLink,
  trans: TranslationBundle,
  ids: () => string[]
): HTMLButtonElement {
  const label = trans.__('Download the curves of these runs as a CSV file');
  const made = button('CSV', label, () => {
    made.disabled = true;
    link
      .ask<{ csv: string }>('runs.export', { runs: ids() })
      .then(
        ({ csv }) => {
          setLabel(made, label);
          download(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'runs.csv');
        },
        (error: unknown) => {
          setLabel(made, error instanceof Error ? error.message : String(error));
        }
      )
      .finally(() => {
        made.disabled = false;
      });
  });
  return made;
}
