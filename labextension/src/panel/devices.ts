/** What a kernel computes with; asked for while it is looked at. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, keepKeys } from '../dom';
import type { KernelLink } from '../kernelLink';
import type { Devices, EngineState } from '../protocol';

/** Milliseconds between two questions. */
const EVERY = 5000;

/** Folded away at first: a closed one asks nothing. */
export class DevicesView {
  readonly node: HTMLDetailsElement;
  private readonly _list = element('ul', { class: 'kl-Devices' });
  private _asked = 0;

  constructor(
    private readonly _link: KernelLink,
    private readonly _trans: TranslationBundle
  ) {
    const summary = element('summary', {}, _trans.__('Devices'));
    keepKeys(summary);
    this.node = element('details', { class: 'kl-More' }, summary, this._list);
    this.node.addEventListener('toggle', () => {
      this._asked = 0;
      this._look();
    });
  }

  /** `isOpen`: whether the kernel can be asked. */
  update(isOpen: boolean): void {
    this.node.hidden = !isOpen;
    this._look();
  }

  private _look(): void {
    const now = Date.now();
    if (!this.node.open || this.node.hidden || now - this._asked < EVERY) {
      return;
    }
    this._asked = now;
    this._link.ask<Devices>('session.devices').then(
      devices => {
        this._show(devices);
      },
      (error: unknown) => {
        this._list.replaceChildren(element('li', {}, String(error)));
      }
    );
  }

  private _show(devices: Devices): void {
    const lines = devices.engines
      .filter(({ installed }) => installed)
      .map(engine => element('li', {}, this._engine(engine)));
    const kernel = [this._trans.__('%1 processors', devices.processors)];
    if (devices.memory !== null) {
      kernel.push(this._trans.__('%1 in use by the kernel', bytes(devices.memory)));
    }
    if (devices.device_memory !== null) {
      kernel.push(this._trans.__('%1 on the device', bytes(devices.device_memory)));
    }
    this._list.replaceChildren(...lines, element('li', {}, kernel.join(' · ')));
  }

  private _engine({ name, version, loaded, in_use: isUsed, devices }: EngineState): HTMLElement {
    const title = element(isUsed ? 'strong' : 'span', {}, version ? `${name} ${version}` : name);
    const facts = loaded ? devices.join(', ') : this._trans.__('not loaded yet');
    const text = element('span', { class: 'kl-Item-text' }, ` · ${facts}`);
    return element('div', {}, title, text);
  }
}

/** `1.2 GB`, `340 MB`. */
export function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${Math.round(count / 1e6)} MB`;
}
