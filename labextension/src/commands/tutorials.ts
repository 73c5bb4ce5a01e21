/** Opening the tutorials, wherever this server keeps them. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Contents } from '@jupyterlab/services';

const FIRST = '01_thirty_seconds.ipynb';
const FOLDERS = ['', 'notebooks', 'keras_lab_notebooks'];

/** Opens the first tutorial, or where there is none a new notebook that loads the lab. */
export async function openTutorials(app: JupyterFrontEnd): Promise<void> {
  const { contents } = app.serviceManager;
  const path = (await findFirst(contents)) ?? (await createNotebook(contents));
  await app.commands.execute('docmanager:open', { path });
}

async function findFirst(contents: Contents.IManager): Promise<string | undefined> {
  const root = await list(contents, '');
  for (const folder of FOLDERS) {
    const files = root.includes(folder) ? await list(contents, folder) : root;
    const path = folder ? `${folder}/${FIRST}` : FIRST;
    if (files.includes(path)) {
      return path;
    }
  }
  return undefined;
}

async function list(contents: Contents.IManager, folder: string): Promise<string[]> {
  const listing = await contents.get(folder);
  return (listing.content as Contents.IModel[]).map(entry => entry.path);
}

async function createNotebook(contents: Contents.IManager): Promise<string> {
  const { path } = await contents.newUntitled({ type: 'notebook' });
  await contents.save(path, { type: 'notebook', format: 'json', content: newNotebook() });
  return path;
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
