/** Opening the tutorials, wherever this server keeps them. */

import type { JupyterFrontEnd } from '@jupyterlab/application';

const FIRST = '01_thirty_seconds.ipynb';
const FOLDERS = ['', 'notebooks/', 'keras_lab/notebooks/'];

/** Opens the first tutorial, or where there is none a new notebook that loads the lab. */
export async function openTutorials(app: JupyterFrontEnd): Promise<void> {
  const { contents } = app.serviceManager;
  for (const folder of FOLDERS) {
    if (await exists(app, folder + FIRST)) {
      await app.commands.execute('docmanager:open', { path: folder + FIRST });
      return;
    }
  }
  const { path } = await contents.newUntitled({ type: 'notebook' });
  await contents.save(path, { type: 'notebook', format: 'json', content: newNotebook() });
  await app.commands.execute('docmanager:open', { path });
}

async function exists(app: JupyterFrontEnd, path: string): Promise<boolean> {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  try {
    const listing = await app.serviceManager.contents.get(folder);
    const files = listing.content as { path: string }[];
    return files.some(file => file.path === path);
  } catch {
    return false;
  }
}

function newNotebook(): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: [
      {
        id: 'load',
        cell_type: 'code',
        source: '%load_ext keras_lab',
        metadata: {},
        outputs: [],
        execution_count: null
      }
    ]
  };
}
