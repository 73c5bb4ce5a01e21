/** The links of the open notebooks, and which of them is the one in front. */

import { Signal, type ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { KernelLink } from './kernelLink';
import { isActive, type RunRecord } from './store';

/** A notebook and the conversation with its kernel. */
export interface Linked {
  link: KernelLink;
  panel: Widget;
  /** Where the notebook lies: by this it is found again after a reload. */
  path: string;
}

/** A run, and who is to be asked about it. */
export interface FoundRun {
  link: KernelLink;
  record: RunRecord;
}

/** Emits `changed` whenever there is something new to show of any notebook. */
export class Links {
  private readonly _links = new Map<Widget, { link: KernelLink; path: () => string }>();
  private _current: KernelLink | null = null;
  private readonly _changed = new Signal<this, void>(this);

  /** The link of the notebook that is, or was last, in front. */
  get current(): KernelLink | null {
    return this._current;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** All notebooks that are open, each once, the one in front first. */
  get all(): Linked[] {
    const seen = new Set<KernelLink>();
    const found: Linked[] = [];
    for (const [panel, { link, path }] of this._links) {
      if (!seen.has(link)) {
        seen.add(link);
        found.push({ link, panel, path: path() });
      }
    }
    return found.sort(
      (a, b) => Number(b.link === this._current) - Number(a.link === this._current)
    );
  }

  /** The run that commands are about: the latest of the notebook in front, else one under way elsewhere. */
  get latest(): FoundRun | null {
    const found = this.all.flatMap(({ link }) => {
      const record = link.store.latest;
      return record ? [{ link, record }] : [];
    });
    const active = found.find(({ record }) => isActive(record.state));
    const front = found.find(({ link }) => link === this._current);
    return front && isActive(front.record.state) ? front : (active ?? front ?? null);
  }

  /** The notebook at `path`, if it is open. */
  at(path: string): Linked | undefined {
    return this.all.find(linked => linked.path === path);
  }

  /** The notebook in which `node` is. */
  around(node: Node): Linked | undefined {
    return this.all.find(({ panel }) => panel.node.contains(node));
  }

  /** Whether `panel` is an open notebook. */
  has(panel: Widget): boolean {
    return this._links.has(panel);
  }

  add(panel: Widget, link: KernelLink, path: () => string): void {
    this._links.set(panel, { link, path });
    link.store.changed.connect(this._onLink, this);
    link.statusChanged.connect(this._onLink, this);
    this._changed.emit();
  }

  remove(panel: Widget): void {
    const link = this._links.get(panel)?.link;
    this._links.delete(panel);
    if (link && link === this._current && !this.all.some(linked => linked.link === link)) {
      this._current = null;
    }
    this._changed.emit();
  }

  /** `panel` is in front now; anything but a notebook leaves things as they are. */
  activate(panel: Widget | null): void {
    const link = panel && this._links.get(panel)?.link;
    if (link && link !== this._current) {
      this._current = link;
      this._changed.emit();
    }
  }

  private _onLink(): void {
    this._changed.emit();
  }
}
