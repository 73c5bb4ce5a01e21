// @vitest-environment happy-dom
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, expect, it, vi } from 'vitest';

import { FileQuestions } from '../src/file/fileQuestions';
import { FileView } from '../src/file/fileView';
import type { FileAnswer, FileContents } from '../src/protocol';

const trans = nullTranslator.load('keras_lab');
const contents: FileContents = {
  format: 'weights',
  size: 12_345,
  written_by: '',
  date: '',
  model: null,
  problem: null,
  weights: [
    { path: 'a/vars/0', name: 'a (dense)/0', shape: [3, 2], dtype: 'float32', problem: null },
    { path: 'b', name: 'b', shape: [], dtype: '', problem: 'links are not followed.' }
  ],
  left_out: false
};

function answering(status: number, answer: Partial<FileAnswer>) {
  const body = { error: null, contents: null, numbers: null, ...answer };
  return vi
    .spyOn(ServerConnection, 'makeRequest')
    .mockImplementation(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
}

async function view(path = 'models/m.weights.h5'): Promise<FileView> {
  const manager = {
    driveName: (of: string) => (of.includes(':') ? (of.split(':')[0] ?? '') : ''),
    localPath: (of: string) => of,
    serverSettings: { baseUrl: 'http://localhost/user/me/' }
  };
  const questions = new FileQuestions(manager as unknown as Contents.IManager, path);
  const made = new FileView(
    questions,
    () => {
      throw new Error('there is no model');
    },
    trans
  );
  await vi.waitFor(() => {
    expect(made.node.textContent).not.toContain('Reading');
  });
  return made;
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('lists weights by group, and what cannot be read', async () => {
  const asked = answering(200, { contents, numbers: [] });
  const { node } = await view();
  expect(node.querySelector('h3')?.textContent).toBe('m.weights.h5');
  expect(node.textContent).toContain('12.3 kB');
  expect([...node.querySelectorAll('tbody tr')].map(row => row.textContent)).toEqual([
    'a (dense)',
    '0(3, 2) float32',
    '',
    'b links are not followed.'
  ]);
  const url = new URL(asked.mock.calls[0]?.[0] ?? '');
  expect(url.pathname).toBe('/user/me/keras-lab/file');
  expect(url.searchParams.get('path')).toBe('models/m.weights.h5');
});

it('says what the server says', async () => {
  answering(200, { error: 'It is damaged: <b>.' });
  const { node } = await view();
  expect(node.querySelector('[role="alert"]')?.textContent).toBe('It is damaged: <b>.');
});

it('says so where the server cannot read model files', async () => {
  answering(404, {});
  expect((await view()).node.textContent).toContain('is not running here');
  const asked = answering(200, {});
  expect((await view('GDrive:m.keras')).node.textContent).toContain('is not running here');
  expect(asked).toHaveBeenCalledTimes(1); // for the first file
});
