/** A playground: the plane on the left, the network on the right, and what one can do to both. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';

import { element, setText } from '../dom';
import { Choice, slider } from '../fields';
import type { PlaygroundAnswer, PlaygroundFrame, PlaygroundState } from '../protocol';
import { withFrame } from './curves';
import { DrawBar } from './drawBar';
import { FormBar } from './formBar';
import { LossChart } from './lossChart';
import { dataNames } from './names';
import { NetworkView, type Selection } from './networkView';
import { PlaneView } from './plane';
import { PlayBar } from './playBar';
import type { Player } from './player';
import { WeightEditor } from './weightEditor';

/** Shows answers, and passes on to the player what a person wants. */
export class PlaygroundView {
  readonly node = element('article', { class: 'kl-Play' });
  private _state: PlaygroundState | null = null;
  private _frame: PlaygroundFrame | null = null;
  private _selection: Selection | null = null;
  private _enabled = false;
  private readonly _bar: PlayBar;
  private readonly _data: Choice;
  private readonly _noise: HTMLInputElement;
  private readonly _plane: PlaneView;
  private readonly _draw: DrawBar;
  private readonly _chart: LossChart;
  private readonly _form: FormBar;
  private readonly _network: NetworkView;
  private readonly _editor: WeightEditor;
  private readonly _note = element('p', { class: 'kl-Play-note', role: 'status' });

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _player: Player
  ) {
    const wish = (word: string, params: JSONObject, key?: string): void => {
      this._wish(word, params, key);
    };
    this._bar = new PlayBar(_trans, _player);
    this._data = new Choice(_trans.__('Data'), dataNames(_trans), data => {
      wish('choose', { data, noise: this._noise.valueAsNumber });
    });
    this._noise = slider(_trans.__('Noise'), { min: 0, max: 1, step: 0.05 }, noise => {
      wish('choose', { data: this._state?.dataset ?? '', noise }, 'choose');
    });
    this._plane = new PlaneView(_trans, {
      draw: ({ x, y }) => {
        wish('draw', { points: [[x, y, this._draw.value]] });
      },
      erase: ({ x, y }) => {
        wish('erase', { x, y });
      },
      choose: place => {
        this._draw.choose(place);
      }
    });
    this._draw = new DrawBar(_trans, () => {
      this._plane.erasing = this._draw.erasing;
    });
    this._chart = new LossChart(_trans, epoch => {
      _player.play(false);
      wish('seek', { epoch }, 'seek');
    });
    this._form = new FormBar(_trans, (name, value) => {
      wish('change', { name, value });
    });
    this._network = new NetworkView(_trans, selection => {
      this._select(selection);
    });
    this._editor = new WeightEditor(
      _trans,
      ({ layer, source, unit, at }, value) => {
        wish('edit', { layer, source, unit, value }, `edit ${at}`);
      },
      () => {
        this._select(null);
      }
    );
    this._compose();
  }

  dispose(): void {
    this._network.dispose();
  }

  /** Shows state and moment; `enabled`: whether there is a kernel to play with. */
  show(state: PlaygroundState, frame: PlaygroundFrame, enabled: boolean): void {
    const reshaped = this._state?.shown.join() !== state.shown.join();
    this._state = state;
    this._frame = frame;
    this._enabled = enabled;
    this.node.classList.toggle('kl-mod-static', !enabled);
    this._data.update(state.choices.datasets, state.dataset);
    this._data.disabled = !enabled;
    this._noise.disabled = !enabled || ['yours', 'drawn'].includes(state.dataset);
    if (!this._noise.matches(':active')) {
      this._noise.valueAsNumber = state.noise;
    }
    this._draw.draw(state, enabled);
    this._plane.enabled = enabled;
    this._form.draw(state, enabled);
    if (reshaped || this._selection) {
      this._select(reshaped ? null : this._selection);
    }
    this._drawFrame();
  }

  /** Shows what the kernel has answered. */
  take(answer: PlaygroundAnswer): void {
    const state = answer.state ?? this._state;
    if (!state) {
      return;
    }
    setText(this._note, '');
    const curves = withFrame(state.curves, answer.frame);
    if (answer.state) {
      this.show({ ...state, curves }, answer.frame, true);
    } else {
      this._state = { ...state, curves };
      this._frame = answer.frame;
      this._drawFrame();
    }
  }

  /** Says why something was not done. */
  say(message: string): void {
    setText(this._note, message);
  }

  /** After a change of the theme, or playing or not. */
  redraw(): void {
    this._drawFrame();
    this._network.redraw();
  }

  private _drawFrame(): void {
    const [state, frame] = [this._state, this._frame];
    if (state && frame) {
      this._bar.draw(state, frame, this._enabled);
      this._plane.draw(state, frame);
      this._chart.draw(state.curves, frame);
      this._chart.disabled = !this._enabled;
      this._network.draw(state, frame);
      this._editor.draw(frame);
    }
  }

  private _wish(word: string, params: JSONObject, key?: string): void {
    if (this._enabled) {
      this._player.wish(word, params, key);
    }
  }

  private _select(selection: Selection | null): void {
    this._selection = selection;
    this._network.select(selection);
    if (this._state && this._frame) {
      this._editor.open(this._state, selection, this._enabled);
      this._editor.draw(this._frame);
    }
  }

  private _compose(): void {
    const noise = element('label', { class: 'kl-Labelled' }, this._trans.__('Noise'), this._noise);
    const left = element(
      'div',
      { class: 'kl-Play-left' },
      element('div', { class: 'kl-Play-row' }, this._data.node, noise),
      this._plane.node,
      this._draw.node,
      this._chart.node
    );
    const hint = this._trans.__(
      'Lines are weights: the wider, the larger; blue is positive, orange negative. Choose a unit or a line to change them.'
    );
    const right = element(
      'div',
      { class: 'kl-Play-right' },
      this._form.form,
      this._form.units,
      this._network.node,
      element('p', { class: 'kl-Play-hint' }, hint),
      this._editor.node,
      this._form.training
    );
    const body = element('div', { class: 'kl-Play-body' }, left, right);
    this.node.append(this._bar.node, this._note, body);
  }
}
