/** Questions to Jupyter's server about a model file (see `keras_lab/lab/server`). */

import { ServerConnection, type Contents } from '@jupyterlab/services';

import { FILES_ADDRESS, type FileAnswer, type FileContents, type StoredNumbers } from '../protocol';

/** Nobody answers: the server has no such extension. */
export class NoServerExtension extends Error {}

/** Asks about the file at `path`, as JupyterLab writes it. */
export class FileQuestions {
  constructor(
    private readonly _contents: Contents.IManager,
    readonly path: string
  ) {}

  async contents(): Promise<FileContents> {
    return (await this._ask('contents')).contents as FileContents;
  }

  async numbers(): Promise<StoredNumbers[]> {
    return (await this._ask('numbers')).numbers ?? [];
  }

  /** Rejects with a sentence of the server's. */
  private async _ask(what: 'contents' | 'numbers'): Promise<FileAnswer> {
    const drive = this._contents.driveName(this.path);
    if (drive !== '' && drive !== 'RTC') {
      throw new NoServerExtension();
    }
    const settings = this._contents.serverSettings;
    const url = new URL(FILES_ADDRESS, settings.baseUrl);
    url.searchParams.set('path', this._contents.localPath(this.path));
    url.searchParams.set('what', what);
    const response = await ServerConnection.makeRequest(url.href, {}, settings);
    if (!response.ok) {
      throw response.status === 404
        ? new NoServerExtension()
        : new Error(`${String(response.status)} ${response.statusText}`);
    }
    const answer = (await response.json()) as FileAnswer;
    if (answer.error !== null) {
      throw new Error(answer.error);
    }
    return answer;
  }
}
