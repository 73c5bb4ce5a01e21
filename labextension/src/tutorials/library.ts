/** The tutorials that come with keras_lab: asked of Jupyter's server, copied to where a person works. */

import { ServerConnection, type Contents } from '@jupyterlab/services';

import { COPIES_FOLDER, TUTORIALS_ADDRESS, type Topic, type TutorialsAnswer } from '../protocol';

/** Languages that there are tutorials in, and how they call themselves. */
export const LANGUAGES = { en: 'English', ko: '한국어' } as const;
export type Language = keyof typeof LANGUAGES;

/** The one of them that a code (`ko_KR`, `default`) means. */
export function languageOf(code: string): Language {
  return code.startsWith('ko') ? 'ko' : 'en';
}

/** Nobody answers: the server has no such extension. */
export class NoServerExtension extends Error {}

/** Where the tutorials may be already, below the server's root. */
const FOLDERS = ['', 'notebooks', COPIES_FOLDER];

export class Library {
  constructor(private readonly _contents: Contents.IManager) {}

  /** What there is. Rejects with a sentence. */
  async topics(language: Language): Promise<Topic[]> {
    return (await this._ask({ language })).topics;
  }

  /** The path of the tutorial: a person's own copy, or else a new one. */
  async obtain(file: string, language: Language): Promise<string> {
    const answer = await this._ask({ language, file });
    const name = joined(answer.folder, file);
    return (await this._find(name)) ?? (await this._copy(name, answer.notebook));
  }

  private async _find(name: string): Promise<string | null> {
    for (const folder of FOLDERS) {
      const path = joined(folder, name);
      if (await this._exists(path)) {
        return path;
      }
    }
    return null;
  }

  /** Looks into folder after folder: to ask for a file that is not there would be an error. */
  private async _exists(path: string): Promise<boolean> {
    const parts = path.split('/');
    for (let count = 0; count < parts.length; count++) {
      const folder = await this._contents.get(parts.slice(0, count).join('/'));
      const inside = (folder.content as Contents.IModel[]).map(entry => entry.name);
      if (!inside.includes(parts[count] ?? '')) {
        return false;
      }
    }
    return true;
  }

  private async _copy(name: string, notebook: unknown): Promise<string> {
    const parts = joined(COPIES_FOLDER, name).split('/');
    for (let count = 1; count < parts.length; count++) {
      const folder = parts.slice(0, count).join('/');
      if (!(await this._exists(folder))) {
        await this._contents.save(folder, { type: 'directory' });
      }
    }
    const path = parts.join('/');
    await this._contents.save(path, { type: 'notebook', format: 'json', content: notebook });
    return path;
  }

  private async _ask(question: Record<string, string>): Promise<TutorialsAnswer> {
    const settings = this._contents.serverSettings;
    const url = new URL(TUTORIALS_ADDRESS, settings.baseUrl);
    url.search = new URLSearchParams(question).toString();
    const response = await ServerConnection.makeRequest(url.href, {}, settings);
    if (!response.ok) {
      throw response.status === 404
        ? new NoServerExtension()
        : new Error(`${String(response.status)} ${response.statusText}`);
    }
    const answer = (await response.json()) as TutorialsAnswer;
    if (answer.error !== null) {
      throw new Error(answer.error);
    }
    return answer;
  }
}

function joined(...parts: string[]): string {
  return parts.filter(part => part !== '').join('/');
}
