/** Notebooks whose kernels run though they are not open: named, and a click away. */

import type { Session } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';

export class OtherNotebooks {
  readonly node: HTMLElement;
  private readonly _list = element('ul');
  private _shown = '';

  /** `open` opens the notebook at a path. */
  constructor(
    private readonly _sessions: Session.IManager,
    private readonly _trans: TranslationBundle,
    private readonly _open: (path: string) => void
  ) {
    const head = element('h2', {}, _trans.__('Running, but not open'));
    this.node = element('div', {}, head, this._list);
  }

  /** `open`: the paths of the notebooks that are open. */
  update(open: string[]): void {
    const paths = [...this._sessions.running()]
      .filter(({ type, path }) => type === 'notebook' && !open.includes(path))
      .map(({ path }) => path);
    this.node.hidden = paths.length === 0;
    if (paths.join('\n') !== this._shown) {
      this._shown = paths.join('\n');
      this._list.replaceChildren(...paths.map(path => this._item(path)));
    }
  }

  private _item(path: string): HTMLElement {
    const name = element(
      'span',
      { class: 'kl-Run-name', title: path },
      path.split('/').at(-1) ?? path
    );
    const open = button(this._trans.__('Open'), this._trans.__('Open the notebook'), () => {
      this._open(path);
    });
    return element('li', { class: 'kl-Item kl-Item-row' }, name, open);
  }
}
