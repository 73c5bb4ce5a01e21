/** The command that begins a builder: in a new cell of the notebook in front, else in a new notebook. */

import type { JupyterFrontEnd } from '@jupyterlab/application';

import type { Links } from '../links';

const CELL = '%load_ext keras_lab\nbuilder = %keras build\nbuilder';

/** Shows an empty builder. */
export async function openBuilder(app: JupyterFrontEnd, links: Links): Promise<void> {
  const { commands, shell } = app;
  const current = shell.currentWidget;
  if (current && links.has(current)) {
    await commands.execute('notebook:insert-cell-below');
  } else {
    await commands.execute('notebook:create-new', { kernelName: 'python3', activate: true });
  }
  await commands.execute('notebook:replace-selection', { text: CELL });
  await commands.execute('notebook:run-cell');
}
