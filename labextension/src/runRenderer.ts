/** Renders `application/vnd.keras-lab.run+json`: follows the run while the kernel can be asked. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { PanelLayout, Widget } from '@lumino/widgets';

import { factoryFor } from './factory';
import type { KernelLink } from './kernelLink';
import { RUN_MIME, type Look, type RunBundle } from './protocol';
import type { Presence } from './runText';
import { RunView } from './runView';
import { RunRecord } from './store';

/** The output of a `fit`; without a link it is drawn from what the notebook holds. */
export class RunRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly _view: RunView;
  private _stored: RunRecord | null = null;
  private _followed: RunRecord | null = null;
  private _live = false;
  private _watch: IDisposable | null = null;

  constructor(
    trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {
    super();
    this.addClass('kl-RunRenderer');
    this._view = new RunView(
      trans,
      (action, name, value) => {
        const run = this._stored?.state.id;
        return run && _link ? _link.command(run, action, name, value) : Promise.resolve(false);
      },
      kind => {
        const run = this._stored?.state.id;
        return run && _link
          ? _link.ask<Look>(`run.${kind}`, { run })
          : Promise.reject(new Error('no kernel'));
      }
    );
    const layout = (this.layout = new PanelLayout());
    layout.addWidget(this._view);
    _link?.store.changed.connect(this._onStore, this);
    _link?.statusChanged.connect(this._draw, this);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const bundle = model.data[RUN_MIME] as unknown as RunBundle;
    const record = RunRecord.fromBundle(bundle);
    if (this._stored?.state.id !== record.state.id) {
      this._unfollow();
    }
    this._stored = record;
    this._live = bundle.live;
    if (this._link && bundle.live) {
      this._watch ??= this._link.watch(record.state.id);
      this._link.connect();
    } else {
      this._unfollow();
    }
    this._draw();
    return Promise.resolve();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._link?.store.changed.disconnect(this._onStore, this);
      this._link?.statusChanged.disconnect(this._draw, this);
      this._unfollow();
      super.dispose();
    }
  }

  private _unfollow(): void {
    this._watch?.dispose();
    this._watch = null;
    this._followed = null;
  }

  private _onStore(_: unknown, run: string | null): void {
    if (run === null || (this._live && run === this._stored?.state.id)) {
      this._draw();
    }
  }

  private _draw(): void {
    if (!this._stored) {
      return;
    }
    const here = this._link?.store.run(this._stored.state.id);
    const known = this._live ? here : undefined;
    if (known) {
      this._stored.state = known.state;
    }
    if (known?.complete) {
      this._followed = known;
    }
    const record = this._followed ?? this._stored;
    const presence = this._presence(known);
    this._view.draw(record, presence, presence === 'deaf' ? [] : (here?.state.looks ?? []));
  }

  private _presence(known: RunRecord | undefined): Presence {
    if (!this._live) {
      return 'static';
    }
    const link = this._link;
    if (link && !link.hears) {
      return 'deaf';
    }
    if (known) {
      return 'live';
    }
    return link?.status === 'connecting' ? 'waiting' : 'gone';
  }
}

/** The factory for the outputs of one notebook, or (without a link) for those of no kernel. */
export function runRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return factoryFor(RUN_MIME, trans => new RunRenderer(trans, link));
}
