/** Renders `application/vnd.keras-lab.pad+json`: to draw on while the kernel has the model, else the last drawing. */

import type { JSONObject } from '@lumino/coreutils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { factoryFor } from '../factory';
import { SaveSoon } from '../keep';
import type { KernelLink } from '../kernelLink';
import { Latest } from '../latest';
import { PAD_MIME, type PadAnswer, type PadBundle } from '../protocol';
import { PadView } from './padView';

/** Milliseconds between two predictions, at least. */
const INTERVAL = 125;

/** The output of a `DigitPad`. */
export class PadRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly _view: PadView;
  private readonly _predictions: Latest<null, PadAnswer>;
  private readonly _saving = new SaveSoon(() => void this._save());
  private _bundle: PadBundle | null = null;
  private _alive = false;
  private _changed = false;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {
    super();
    this._predictions = new Latest(
      () => this._predict(),
      answer => {
        this._answered(answer);
      },
      message => {
        this._refused(message);
      },
      0,
      INTERVAL
    );
    this._view = new PadView(_trans, () => {
      this._changed = true;
      this._predictions.submit(null);
    });
    this.node.append(this._view.node);
    _link?.statusChanged.connect(this._onStatus, this);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const bundle = model.data[PAD_MIME] as unknown as PadBundle;
    const same = this._bundle?.id === bundle.id;
    this._bundle = bundle;
    if (!same || !this._alive) {
      this._view.show(bundle, false);
      this._link?.connect();
      this._onStatus();
    }
    return Promise.resolve();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._link?.statusChanged.disconnect(this._onStatus, this);
      this._predictions.dispose();
      this._saving.dispose();
      super.dispose();
    }
  }

  /** The kernel can be asked, or no longer. */
  private _onStatus(): void {
    if (this._link?.status === 'open') {
      this._predictions.submit(null);
    } else {
      this._alive = false;
      this._view.enable(false);
    }
  }

  private _predict(): Promise<PadAnswer> {
    const { drawing, centered } = this._view;
    return this._ask('predict', {
      strokes: drawing.strokes as unknown as JSONObject[],
      centered
    });
  }

  private _answered(answer: PadAnswer): void {
    this._alive = true;
    this._view.enable(true);
    this._view.take(this._bundle?.labels ?? [], answer);
    if (this._changed) {
      this._saving.touch();
    }
  }

  private _refused(message: string): void {
    const gone = !this._alive;
    this._view.say(gone ? this._trans.__('Run the cell to draw on it.') : message);
  }

  private _ask<Answer>(word: string, params: JSONObject): Promise<Answer> {
    return this._link
      ? this._link.ask<Answer>(`pad.${word}`, { ...params, id: this._bundle?.id ?? '' })
      : Promise.reject(new Error('no kernel'));
  }

  /** Lets the notebook keep the drawing. */
  private async _save(): Promise<void> {
    const id = this._bundle?.id;
    if (!this._alive) {
      return;
    }
    try {
      const bundle = await this._ask<JSONObject>('save', {});
      this._link?.keep({
        bundle,
        fits: data => (data[PAD_MIME] as unknown as PadBundle | undefined)?.id === id
      });
    } catch (error) {
      console.warn('keras_lab: the drawing is not saved', error);
    }
  }
}

/** The factory for the outputs of one notebook, or (without a link) for those of no kernel. */
export function padRendererFactory(link: KernelLink | null): IRenderMime.IRendererFactory {
  return factoryFor(PAD_MIME, trans => new PadRenderer(trans, link));
}
