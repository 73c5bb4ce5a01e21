/** Renders `application/vnd.keras-lab.playground+json`: alive while the kernel has it, else its last picture. */

import type { JSONObject } from '@lumino/coreutils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { factoryFor } from '../factory';
import { SaveSoon } from '../keep';
import type { KernelLink } from '../kernelLink';
import { PLAYGROUND_MIME, type PlaygroundAnswer, type PlaygroundBundle } from '../protocol';
import { onTheme } from '../theme';
import { Player } from './player';
import { PlaygroundView } from './playgroundView';

/** The output of a `Playground`. */
export class PlaygroundRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly _player: Player;
  private readonly _view: PlaygroundView;
  private readonly _saving = new SaveSoon(() => void this._save());
  private readonly _forgetTheme: () => void;
  private _bundle: PlaygroundBundle | null = null;
  private _alive = false;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {
    super();
    this._player = new Player(
      (word, params) => this._ask<PlaygroundAnswer>(word, params),
      (answer, word) => {
        this._alive = true;
        this._view.take(answer);
        if (word === 'open') {
          this._player.wish('prepare');
        } else if (word !== 'prepare') {
          this._saving.touch();
        }
      },
      message => {
        this._refused(message);
      },
      () => {
        this._view.redraw();
      }
    );
    this._view = new PlaygroundView(_trans, this._player);
    this.node.append(this._view.node);
    this._forgetTheme = onTheme(() => {
      this._view.redraw();
    });
    _link?.statusChanged.connect(this._onStatus, this);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const bundle = model.data[PLAYGROUND_MIME] as unknown as PlaygroundBundle;
    const same = this._bundle?.state.id === bundle.state.id;
    this._bundle = bundle;
    if (same && this._alive) {
      return Promise.resolve(); // only what we have had saved
    }
    this._view.show(bundle.state, bundle.frame, false);
    this._link?.connect();
    this._onStatus();
    return Promise.resolve();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._link?.statusChanged.disconnect(this._onStatus, this);
      this._forgetTheme();
      this._saving.dispose();
      this._player.dispose();
      this._view.dispose();
      super.dispose();
    }
  }

  /** The kernel can be asked, or no longer. */
  private _onStatus(): void {
    if (!this._bundle) {
      return;
    }
    if (this._link?.status === 'open') {
      this._player.wish('open', {}, 'open');
    } else {
      this._player.play(false);
      this._alive = false;
      this._view.show(this._bundle.state, this._bundle.frame, false);
    }
  }

  private _refused(message: string): void {
    if (!this._alive && this._bundle) {
      this._view.show(this._bundle.state, this._bundle.frame, false);
      this._view.say(this._trans.__('Run the cell to play with it.'));
    } else {
      this._view.say(message);
    }
  }

  private _ask<Answer>(word: string, params: JSONObject): Promise<Answer> {
    const id = this._bundle?.state.id ?? '';
    return this._link
      ? this._link.ask<Answer>(`playground.${word}`, { ...params, id })
      : Promise.reject(new Error('no kernel'));
  }

  /** Lets the notebook keep what is shown now. */
  private async _save(): Promise<void> {
    const id = this._bundle?.state.id;
    if (!this._alive || !this._player.idle) {
      return;
    }
    try {
      const bundle = await this._ask<JSONObject>('save', {});
      this._link?.keep({
        bundle,
        fits: data =>
          (data[PLAYGROUND_MIME] as unknown as PlaygroundBundle | undefined)?.state.id === id
      });
    } catch (error) {
      console.warn('keras_lab: the playground is not saved', error);
    }
  }
}

/** The factory for the outputs of one notebook, or (without a link) for those of no kernel. */
export function playgroundRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return factoryFor(PLAYGROUND_MIME, trans => new PlaygroundRenderer(trans, link));
}
