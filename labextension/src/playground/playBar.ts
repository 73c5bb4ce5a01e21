/** Play, Step, Reset, how fast, and how well it does. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setLabel, setText } from '../dom';
import { Choice } from '../fields';
import { formatNumber } from '../format';
import type { PlaygroundFrame, PlaygroundState } from '../protocol';
import type { Player } from './player';

/** Epochs a picture goes on. */
const SPEEDS: Record<string, number> = { slow: 1, medium: 5, fast: 1000 };

export class PlayBar {
  readonly node: HTMLElement;
  private readonly _play: HTMLButtonElement;
  private readonly _step: HTMLButtonElement;
  private readonly _reset: HTMLButtonElement;
  private readonly _speed: Choice;
  private readonly _numbers = element('div', { class: 'kl-Play-numbers' });

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _player: Player
  ) {
    this._play = button('', '', () => {
      _player.play(!_player.playing);
    });
    this._play.classList.add('kl-Play-play');
    this._step = button(_trans.__('Step'), _trans.__('Train for one epoch'), () => {
      _player.play(false);
      _player.wish('advance', { epochs: 1 });
    });
    this._reset = button(_trans.__('Reset'), _trans.__('Begin anew with other weights'), () => {
      _player.play(false);
      _player.wish('reset');
    });
    const names = {
      slow: _trans.__('slow'),
      medium: _trans.__('medium'),
      fast: _trans.__('fast')
    };
    this._speed = new Choice(_trans.__('Speed'), names, speed => {
      _player.epochs = SPEEDS[speed] ?? 1;
    });
    this._speed.update(Object.keys(SPEEDS), 'medium');
    this.node = element(
      'header',
      { class: 'kl-Play-bar' },
      element(
        'div',
        { class: 'kl-Play-row' },
        this._play,
        this._step,
        this._reset,
        this._speed.node
      ),
      this._numbers
    );
  }

  draw(state: PlaygroundState, frame: PlaygroundFrame, enabled: boolean): void {
    const playing = this._player.playing;
    setText(this._play, playing ? `❚❚ ${this._trans.__('Pause')}` : `▶ ${this._trans.__('Play')}`);
    setLabel(this._play, playing ? this._trans.__('Pause') : this._trans.__('Play'));
    const ready = enabled && state.x.length > 0;
    this._play.disabled = this._step.disabled = !ready;
    this._reset.disabled = !enabled;
    const facts: [string, string][] = [
      [this._trans.__('Epoch'), String(frame.epoch)],
      [this._trans.__('Training loss'), formatNumber(frame.loss)],
      [this._trans.__('Test loss'), formatNumber(frame.test_loss)]
    ];
    if (state.task === 'classes') {
      facts.push([this._trans.__('Test accuracy'), percent(frame.test_accuracy)]);
    }
    const texts = facts.flat();
    if (this._numbers.children.length !== facts.length) {
      this._numbers.replaceChildren(
        ...facts.map(() => element('div', {}, element('span'), element('output')))
      );
    }
    this._numbers.querySelectorAll('span, output').forEach((node, i) => {
      setText(node, texts[i] ?? '');
    });
  }
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
