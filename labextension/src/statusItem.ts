/** The status bar's word on the run under way: `epoch 3/20 · loss 0.12 · 0:34`. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { button, setText } from './dom';
import type { Links } from './links';
import { summaryText } from './runText';
import { isActive } from './store';

/** There only while a run is under way; a click calls `onClick`. */
export class StatusItem extends Widget {
  private readonly _button: HTMLButtonElement;
  private readonly _activeChanged = new Signal<this, void>(this);

  constructor(
    private readonly _links: Links,
    private readonly _trans: TranslationBundle,
    onClick: () => void
  ) {
    super();
    this.addClass('kl-Status');
    this._button = button('', _trans.__('Show the Keras Lab panel'), onClick);
    this.node.append(this._button);
    _links.changed.connect(this._update, this);
  }

  get isActive(): boolean {
    const run = this._links.current?.store.latest?.state;
    return run !== undefined && isActive(run);
  }

  get activeChanged(): ISignal<this, void> {
    return this._activeChanged;
  }

  private _update(): void {
    const run = this._links.current?.store.latest?.state;
    if (run && isActive(run)) {
      const paused = run.status === 'paused' ? ` · ${this._trans.__('paused')}` : '';
      setText(this._button, summaryText(run, this._trans) + paused);
      this._button.removeAttribute('aria-label');
    }
    this._activeChanged.emit();
  }
}
