/** The links of the open notebooks, and which of them is the one in front. */

import { Signal, type ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { KernelLink } from './kernelLink';

/** Emits `changed` whenever there is something new to show of the notebook in front. */
export class Links {
  private readonly _links = new Map<Widget, KernelLink>();
  private _current: KernelLink | null = null;
  private readonly _changed = new Signal<this, void>(this);

  /** The link of the notebook that is, or was last, in front. */
  get current(): KernelLink | null {
    return this._current;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  add(panel: Widget, link: KernelLink): void {
    this._links.set(panel, link);
    link.store.changed.connect(this._onLink, this);
    link.statusChanged.connect(this._onLink, this);
  }

  remove(panel: Widget): void {
    const link = this._links.get(panel);
    this._links.delete(panel);
    if (link && link === this._current) {
      this._setCurrent(null);
    }
  }

  /** `panel` is in front now; anything but a notebook leaves things as they are. */
  activate(panel: Widget | null): void {
    const link = panel && this._links.get(panel);
    if (link) {
      this._setCurrent(link);
    }
  }

  private _setCurrent(link: KernelLink | null): void {
    if (link !== this._current) {
      this._current = link;
      this._changed.emit();
    }
  }

  private _onLink(): void {
    this._changed.emit();
  }
}
