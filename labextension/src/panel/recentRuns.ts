/** The last runs of this machine, from the ledger: to be shown, or ticked and compared. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, keepKeys, setText } from '../dom';
import { formatNumber } from '../format';
import type { KernelLink } from '../kernelLink';
import type { RunEntry, RunsBundle } from '../protocol';
import { isActive } from '../store';

/** What the list can ask of JupyterLab. */
export interface RecentHost {
  readonly trans: TranslationBundle;
  /** How many runs are listed. */
  readonly listed: () => number;
  showRun(link: KernelLink, id: string, name: string): void;
  compare(link: KernelLink, runs: string[]): void;
  showAll(link: KernelLink): void;
}

/** Asks the kernel again when one of its runs has begun or ended. */
export class RecentRuns {
  readonly node: HTMLElement;
  private readonly _list = element('ul', { class: 'kl-Panel-recent' });
  private readonly _compare: HTMLButtonElement;
  private readonly _hint = element('p', { class: 'kl-Panel-hint' });
  private readonly _ticked = new Set<string>();
  private _link: KernelLink | null = null;
  private _known = '';

  constructor(private readonly _host: RecentHost) {
    const { trans } = _host;
    this._compare = button(
      trans.__('Compare'),
      trans.__('Compare the ticked runs in a tab'),
      () => {
        this._withLink(link => {
          _host.compare(link, [...this._ticked]);
        });
      }
    );
    const all = button(trans.__('All runs'), trans.__('Show all runs in a tab'), () => {
      this._withLink(link => {
        _host.showAll(link);
      });
    });
    const buttons = element('div', { class: 'kl-Steer' }, this._compare, all);
    const head = element('h2', {}, trans.__('Recent runs'));
    this.node = element('div', {}, head, this._hint, this._list, buttons);
    this._tick();
  }

  /** `link`: a kernel that can be asked, if there is one; all of a machine share the ledger. */
  update(link: KernelLink | null): void {
    this._link = link;
    this.node.hidden = link === null;
    const known = link ? stateOf(link) + String(this._host.listed()) : '';
    if (link && known !== this._known) {
      this._known = known;
      this._ask(link);
    }
  }

  private _ask(link: KernelLink): void {
    link.ask<RunsBundle>('runs.list', { count: this._host.listed() }).then(
      ({ runs }) => {
        setText(
          this._hint,
          runs.length > 0 ? '' : this._host.trans.__('No run has been recorded yet.')
        );
        this._list.replaceChildren(...runs.map(run => this._item(run)));
      },
      (error: unknown) => {
        setText(this._hint, error instanceof Error ? error.message : String(error));
      }
    );
  }

  private _item(run: RunEntry): HTMLElement {
    const { trans } = this._host;
    const box = element('input', {
      type: 'checkbox',
      'aria-label': trans.__('Compare %1', run.name)
    });
    box.checked = this._ticked.has(run.id);
    keepKeys(box);
    box.addEventListener('change', () => {
      this._ticked[box.checked ? 'add' : 'delete'](run.id);
      this._tick();
    });
    const name = element(
      'span',
      { class: 'kl-Run-name', title: `${run.name} (${run.id})` },
      run.name
    );
    const facts = element('div', { class: 'kl-Item-text' }, factsOf(run));
    const show = button(trans.__('Show'), trans.__('Show the curves in a tab'), () => {
      this._withLink(link => {
        this._host.showRun(link, run.id, run.name);
      });
    });
    const text = element('div', { class: 'kl-Item-main' }, name, facts);
    const item = element('li', { class: 'kl-Item kl-Item-ticked' }, box, text, show);
    item.dataset['run'] = run.id;
    return item;
  }

  private _tick(): void {
    this._compare.disabled = this._ticked.size < 2;
  }

  private _withLink(act: (link: KernelLink) => void): void {
    if (this._link) {
      act(this._link);
    }
  }
}

/** `22 Nov, 15:31 · loss 0.12`. */
function factsOf(run: RunEntry): string {
  const when = new Date(1000 * run.started).toLocaleString(
    document.documentElement.lang || undefined,
    {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit'
    }
  );
  const loss = run.logs['loss'];
  return loss === undefined ? when : `${when} · loss ${formatNumber(loss)}`;
}

/** Changes when a run of the kernel begins or ends. */
function stateOf({ store }: KernelLink): string {
  return store.runs.map(({ state }) => state.id + String(isActive(state))).join();
}
