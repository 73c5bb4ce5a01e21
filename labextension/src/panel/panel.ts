/** The side panel: the models and runs of all open notebooks, the one in front first. */

import type { Session } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';

import { element, setText } from '../dom';
import type { KernelLink } from '../kernelLink';
import type { Linked, Links } from '../links';
import { OtherNotebooks } from './otherNotebooks';
import { RecentRuns, type RecentHost } from './recentRuns';
import { NotebookSection, type SectionHost } from './section';

/** What the panel can ask of JupyterLab. */
export interface PanelHost extends SectionHost, RecentHost {
  open(path: string): void;
}

/** One section a notebook; those that have nothing to do with us are left out. */
export class LabPanel extends Widget {
  private readonly _hint = element('p', { class: 'kl-Panel-hint' });
  private readonly _list = element('div');
  private readonly _recent: RecentRuns;
  private readonly _others: OtherNotebooks;
  private readonly _sections = new Map<KernelLink, NotebookSection>();
  private _order: KernelLink[] = [];

  constructor(
    private readonly _links: Links,
    sessions: Session.IManager,
    private readonly _host: PanelHost
  ) {
    super();
    const { trans } = _host;
    this.id = 'keras-lab-panel';
    this.addClass('kl-Panel');
    this.title.caption = trans.__('Keras Lab');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Keras Lab'));
    this._recent = new RecentRuns(_host);
    this._others = new OtherNotebooks(sessions, trans, path => {
      _host.open(path);
    });
    this.node.append(this._hint, this._list, this._recent.node, this._others.node);
    _links.changed.connect(this._update, this);
    sessions.runningChanged.connect(this._update, this);
    this._update();
  }

  private _update(): void {
    const all = this._links.all;
    const shown = all.filter(({ link }) => link === this._links.current || link.status === 'open');
    this._arrange(shown);
    for (const { link, path } of shown) {
      this._sections.get(link)?.update(path, link === this._links.current);
    }
    const hint = this._host.trans.__(
      'Run %load_ext keras_lab in a notebook to see its models and runs here.'
    );
    setText(this._hint, shown.length === 0 ? hint : '');
    this._recent.update(shown.find(({ link }) => link.status === 'open')?.link ?? null);
    this._others.update(all.map(({ path }) => path));
  }

  /** Moves nodes only if the order is another one: what has the focus keeps it. */
  private _arrange(shown: Linked[]): void {
    const order = shown.map(({ link }) => link);
    if (order.length === this._order.length && order.every((link, i) => link === this._order[i])) {
      return;
    }
    this._order = order;
    for (const link of this._sections.keys()) {
      if (!order.includes(link)) {
        this._sections.delete(link);
      }
    }
    this._list.replaceChildren(...order.map(link => this._section(link).node));
  }

  private _section(link: KernelLink): NotebookSection {
    const found = this._sections.get(link) ?? new NotebookSection(link, this._host);
    this._sections.set(link, found);
    return found;
  }
}
