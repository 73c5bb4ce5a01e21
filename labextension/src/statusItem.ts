/** The status bar's word on the run under way: `epoch 3/20 · loss 0.12 · 0:34`. */

import type { CommandRegistry } from '@lumino/commands';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import { Menu, Widget } from '@lumino/widgets';

import { CommandIDs } from './commands/ids';
import { button, setText } from './dom';
import type { Links } from './links';
import type { RunState } from './protocol';
import { summaryText } from './runText';
import { isActive } from './store';

/** What a click (or Enter) offers; `null` is a line between. */
const OFFERED = [
  CommandIDs.togglePause,
  CommandIDs.stop,
  null,
  CommandIDs.stepBatch,
  CommandIDs.stepEpoch,
  CommandIDs.extend,
  CommandIDs.learningRate,
  null,
  CommandIDs.showRun,
  CommandIDs.showPanel
];

/** There only while a run is under way; a click opens a menu with the ways to steer it. */
export class StatusItem extends Widget {
  private readonly _button: HTMLButtonElement;
  private readonly _menu: Menu;
  private readonly _activeChanged = new Signal<this, void>(this);

  constructor(
    private readonly _links: Links,
    private readonly _trans: TranslationBundle,
    commands: CommandRegistry
  ) {
    super();
    this.addClass('kl-Status');
    this._menu = new Menu({ commands });
    for (const command of OFFERED) {
      this._menu.addItem(command === null ? { type: 'separator' } : { command });
    }
    this._button = button('', _trans.__('Steer the run under way'), () => {
      this._open();
    });
    this._button.setAttribute('aria-haspopup', 'menu');
    this.node.append(this._button);
    _links.changed.connect(this._update, this);
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._links.changed.disconnect(this._update, this);
      this._menu.dispose();
      super.dispose();
    }
  }

  get isActive(): boolean {
    return this._run !== undefined;
  }

  get activeChanged(): ISignal<this, void> {
    return this._activeChanged;
  }

  private get _run(): RunState | undefined {
    const run = this._links.latest?.record.state;
    return run && isActive(run) ? run : undefined;
  }

  private _open(): void {
    const { left, top } = this._button.getBoundingClientRect();
    this._menu.open(left, top, { verticalAlignment: 'bottom' } as Menu.IOpenOptions);
  }

  private _update(): void {
    const run = this._run;
    if (run) {
      const paused = run.status === 'paused' ? ` · ${this._trans.__('paused')}` : '';
      setText(this._button, summaryText(run, this._trans) + paused);
      this._button.removeAttribute('aria-label');
    }
    this._activeChanged.emit();
  }
}
