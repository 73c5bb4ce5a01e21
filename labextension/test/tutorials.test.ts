// @vitest-environment happy-dom
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, expect, it, vi } from 'vitest';

import type { TutorialsAnswer } from '../src/protocol';
import { Library, languageOf, type Language } from '../src/tutorials/library';
import { StartPage } from '../src/tutorials/startPage';

const trans = nullTranslator.load('keras_lab');
const tutorial = { number: '01', file: '01_a.ipynb', title: 'A title', line: 'A line.' };

/** A server with these files, and what is saved on it. */
function server(files: string[], status = 200) {
  const saved: string[] = [];
  const manager = {
    serverSettings: { baseUrl: 'http://localhost/user/me/' },
    get: (folder: string) => {
      const start = folder === '' ? '' : `${folder}/`;
      const inside = [...files, ...saved].filter(file => file.startsWith(start));
      const names = new Set(inside.map(file => file.slice(start.length).split('/')[0]));
      return Promise.resolve({ content: [...names].map(name => ({ name })) });
    },
    save: (path: string) => {
      saved.push(path);
      return Promise.resolve({});
    }
  };
  const asked = vi.spyOn(ServerConnection, 'makeRequest').mockImplementation(address => {
    const language = new URL(address).searchParams.get('language');
    const answer: TutorialsAnswer = {
      error: null,
      folder: language === 'ko' ? 'ko' : '',
      topics: [{ name: language === 'ko' ? '첫걸음' : 'First steps', tutorials: [tutorial] }],
      notebook: { cells: [] }
    };
    return Promise.resolve(new Response(JSON.stringify(answer), { status }));
  });
  return { library: new Library(manager as unknown as Contents.IManager), saved, asked };
}

async function page(library: Library, language: Language = 'en') {
  const open = vi.fn(() => Promise.resolve());
  const made = new StartPage(library, language, open, trans);
  await vi.waitFor(() => {
    const said = made.node.querySelector('.kl-Start-notice')?.textContent ?? '';
    expect(said !== '' || made.node.querySelector('.kl-Start-card') !== null).toBe(true);
  });
  return { node: made.node, open };
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('lists topics and opens a tutorial that is there', async () => {
  const { library, saved } = server(['notebooks/01_a.ipynb']);
  const { node, open } = await page(library);
  expect(node.querySelector('h3')?.textContent).toBe('First steps');
  const card = node.querySelector<HTMLElement>('.kl-Start-card');
  expect(card?.textContent).toBe('01A titleA line.');
  card?.click();
  await vi.waitFor(() => {
    expect(open).toHaveBeenCalledWith('notebooks/01_a.ipynb');
  });
  expect(saved).toEqual([]);
});

it('copies a tutorial that is not there, with the folders it needs', async () => {
  const { library, saved } = server(['other.txt', 'keras_lab_notebooks/mine.ipynb']);
  const path = 'keras_lab_notebooks/ko/01_a.ipynb';
  expect(await library.obtain('01_a.ipynb', 'ko')).toBe(path);
  expect(saved).toEqual(['keras_lab_notebooks/ko', path]);
  expect(await library.obtain('01_a.ipynb', 'ko')).toBe(path);
  expect(saved).toHaveLength(2);
});

it('changes the language', async () => {
  const { library } = server([]);
  const { node } = await page(library);
  const korean = node.querySelector<HTMLElement>('button[lang="ko"]');
  korean?.click();
  await vi.waitFor(() => {
    expect(node.querySelector('h3')?.textContent).toBe('첫걸음');
  });
  expect(korean?.getAttribute('aria-pressed')).toBe('true');
  expect(languageOf('ko_KR')).toBe('ko');
  expect(languageOf('default')).toBe('en');
});

it('says so where the server has no extension', async () => {
  const { library } = server([], 404);
  const { node } = await page(library);
  expect(node.querySelector('[role="status"]')?.textContent).toContain('not running here');
});
