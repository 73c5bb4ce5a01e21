/** The losses over the epochs, and the slider that goes to any of them. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, setText, svg } from '../dom';
import { slider } from '../fields';
import { formatNumber } from '../format';
import type { PlaygroundCurves, PlaygroundFrame } from '../protocol';
import { curvePath } from './curves';

const WIDTH = 300;
const HEIGHT = 70;

/** Two curves above a slider of the same width. */
export class LossChart {
  readonly node: HTMLElement;
  private readonly _train = svg('path', { class: 'kl-Loss-train' });
  private readonly _test = svg('path', { class: 'kl-Loss-test' });
  private readonly _here = svg('path', { class: 'kl-Loss-here' });
  private readonly _slider: HTMLInputElement;
  private readonly _epoch = element('output');
  private readonly _most = element('span', { class: 'kl-Loss-most' });

  constructor(
    private readonly _trans: TranslationBundle,
    onSeek: (epoch: number) => void
  ) {
    this._slider = slider(_trans.__('Epoch'), { min: 0, max: 1, step: 1 }, onSeek);
    const image = svg(
      'svg',
      {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': _trans.__('Loss of training and test points by epoch')
      },
      this._here,
      this._train,
      this._test
    );
    const key = element(
      'div',
      { class: 'kl-Loss-key' },
      element('span', { class: 'kl-mod-train' }, _trans.__('training')),
      element('span', { class: 'kl-mod-test' }, _trans.__('test')),
      this._most
    );
    const below = element('div', { class: 'kl-Loss-seek' }, this._slider, this._epoch);
    this.node = element('section', { class: 'kl-Loss' }, key, image, below);
  }

  set disabled(disabled: boolean) {
    this._slider.disabled = disabled;
  }

  draw(curves: PlaygroundCurves, frame: PlaygroundFrame): void {
    const { epoch, loss, test_loss: test } = curves;
    const most = Math.max(...[...loss, ...test].map(value => value ?? 0), 0);
    const path = (values: (number | null)[]): string =>
      curvePath(epoch, values, frame.last, most, WIDTH, HEIGHT);
    this._train.setAttribute('d', path(loss));
    this._test.setAttribute('d', path(test));
    const x = (WIDTH * frame.epoch) / Math.max(frame.last, 1);
    this._here.setAttribute('d', `M${x} 0V${HEIGHT}`);
    setText(this._most, this._trans.__('loss, to %1', formatNumber(most)));
    this._slider.max = String(Math.max(frame.last, 1));
    if (!this._slider.matches(':active')) {
      this._slider.valueAsNumber = frame.epoch;
    }
    setText(this._epoch, `${frame.epoch} / ${frame.last}`);
  }
}
