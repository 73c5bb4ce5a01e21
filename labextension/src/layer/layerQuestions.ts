/** Questions to the kernel about one layer of a shown model (see `keras_lab/lab/answers/layer.py`). */

import type { JSONObject } from '@lumino/coreutils';

import type { KernelLink, LinkStatus } from '../kernelLink';
import type { LayerDescription } from '../protocol';

/** How long a conversation with the kernel may take to come about, ms. */
const PATIENCE = 5000;

/** Which sample of which data (a variable, or "" for what was last trained with). */
export interface Choice {
  data: string;
  index: number;
}

/** Asks about `layer`, which stands at `place` of the model shown under `key`. */
export class LayerQuestions {
  constructor(
    private readonly _link: KernelLink,
    private readonly _key: string,
    private readonly _layer: LayerDescription,
    private readonly _place: number
  ) {}

  /** Rejects with a sentence for people. */
  async ask<Answer>(word: string, more: JSONObject = {}): Promise<Answer> {
    await opened(this._link);
    const about = { key: this._key, layer: this._layer.name, place: this._place };
    return this._link.ask<Answer>(`layer.${word}`, { ...about, ...more });
  }
}

/** Opens the conversation if there is none; where it does not come about, the question fails. */
async function opened(link: KernelLink): Promise<void> {
  if (link.status === 'open') {
    return;
  }
  link.connect();
  await new Promise<void>(resolve => {
    const onStatus = (_: unknown, status: LinkStatus): void => {
      if (status === 'open') {
        done();
      }
    };
    const timer = setTimeout(() => {
      done();
    }, PATIENCE);
    const done = (): void => {
      link.statusChanged.disconnect(onStatus);
      clearTimeout(timer);
      resolve();
    };
    link.statusChanged.connect(onStatus);
  });
}
