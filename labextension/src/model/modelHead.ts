/** The line above a model: its name, what it has and costs; and measuring its time. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import { formatMemory, formatCount, formatFlops, formatTime } from '../format';
import type { KernelLink } from '../kernelLink';
import type { LayerTimes, ModelBundle } from '../protocol';

/** `onTimes` hears of times that were measured. */
export class ModelHead {
  readonly node: HTMLElement;
  private readonly _time = element('span', { class: 'kl-Model-time', role: 'status' });

  constructor(
    private readonly _bundle: ModelBundle,
    private readonly _trans: TranslationBundle,
    link: KernelLink | null,
    private readonly _onTimes: (times: LayerTimes) => void
  ) {
    this.node = element(
      'header',
      { class: 'kl-Model-header' },
      element('strong', {}, _bundle.name),
      element('span', {}, [_bundle.kind, ...this._facts()].join(' · ')),
      ...(link && _bundle.key !== null && _bundle.built ? [this._button(link, _bundle.key)] : []),
      this._time
    );
    this._tell(_bundle.times);
  }

  private _facts(): string[] {
    const { built, parameters, cost } = this._bundle;
    if (!built) {
      return [this._trans.__('not built yet')];
    }
    const { total, trainable, non_trainable: frozen } = parameters;
    const all = this._trans.__('%1 parameters', formatCount(total));
    const parts = this._trans.__(
      '%1 trainable, %2 not trainable',
      formatCount(trainable),
      formatCount(frozen)
    );
    return [
      frozen > 0 ? `${all}: ${parts}` : all,
      `${cost.uncounted > 0 ? '≥ ' : ''}${formatFlops(cost.flops)} FLOPs`,
      this._trans.__('outputs %1', formatMemory(cost.activation_bytes)),
      this._trans.__('weights %1', formatMemory(cost.weight_bytes))
    ];
  }

  private _button(link: KernelLink, key: string): HTMLButtonElement {
    const trans = this._trans;
    const label = trans.__('Measure how long each layer takes');
    const made = button(trans.__('Measure time'), label, () => {
      void this._measure(link, key, made);
    });
    return made;
  }

  private async _measure(link: KernelLink, key: string, pressed: HTMLButtonElement): Promise<void> {
    pressed.disabled = true;
    this._time.textContent = this._trans.__('measuring…');
    try {
      const times = await link.ask<LayerTimes>('model.times', { key });
      this._tell(times);
      this._onTimes(times);
    } catch (error) {
      this._time.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      pressed.disabled = false;
    }
  }

  private _tell(times: LayerTimes | null): void {
    if (times) {
      const own = times.seconds.filter((_, i) => this._bundle.layers[i]?.depth === 0);
      const sum = own.reduce<number>((all, seconds) => all + (seconds ?? 0), 0);
      this._time.textContent = this._trans.__(
        'layers together %1 for a batch of %2',
        formatTime(sum),
        times.batch
      );
    }
  }
}
