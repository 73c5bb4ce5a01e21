/** The questions of a playground: one after the other, never faster than the kernel answers or eight a second. */

import type { JSONObject } from '@lumino/coreutils';

import type { PlaygroundAnswer } from '../protocol';

/** ms between two questions. */
export const INTERVAL = 125;

interface Wish {
  word: string;
  params: JSONObject;
  key: string | null;
}

/** Asks for what a person wants, and as long as it plays, for the next epochs. */
export class Player {
  /** How many epochs a picture goes on, at most. */
  epochs = 5;
  private _playing = false;
  private _busy = false;
  private _stopped = false;
  private _asked = -Infinity;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _wishes: Wish[] = [];

  /** `ask` puts a question; `onAnswer` shows the answer, `onError` a refusal; `onChange`: playing or not. */
  constructor(
    private readonly _ask: (word: string, params: JSONObject) => Promise<PlaygroundAnswer>,
    private readonly _onAnswer: (answer: PlaygroundAnswer, word: string) => void,
    private readonly _onError: (message: string) => void,
    private readonly _onChange: () => void
  ) {}

  get playing(): boolean {
    return this._playing;
  }

  /** Whether nothing is under way. */
  get idle(): boolean {
    return !this._playing && !this._busy && this._wishes.length === 0;
  }

  play(playing: boolean): void {
    if (playing !== this._playing) {
      this._playing = playing;
      this._onChange();
      this._soon();
    }
  }

  /** Asks for something; what waits under the same key is no longer wanted then. */
  wish(word: string, params: JSONObject = {}, key: string | null = null): void {
    if (key !== null) {
      this._wishes = this._wishes.filter(wish => wish.key !== key);
    }
    this._wishes.push({ word, params, key });
    this._soon();
  }

  dispose(): void {
    this._stopped = true;
    this._wishes = [];
    clearTimeout(this._timer);
  }

  private _soon(): void {
    if (this._busy || this._stopped) {
      return;
    }
    clearTimeout(this._timer);
    const wait = Math.max(0, this._asked + INTERVAL - performance.now());
    this._timer = setTimeout(() => void this._next(), wait);
  }

  private async _next(): Promise<void> {
    const wish = this._wishes.shift() ?? (this._playing ? this._advance() : null);
    if (!wish || this._busy || this._stopped) {
      return;
    }
    this._busy = true;
    this._asked = performance.now();
    try {
      const answer = await this._ask(wish.word, wish.params);
      this._busy = false;
      this._tell(answer, wish.word);
    } catch (error) {
      this._busy = false;
      this._fail(error);
    }
    this._soon();
  }

  private _tell(answer: PlaygroundAnswer, word: string): void {
    if (!this._stopped) {
      this._onAnswer(answer, word);
    }
  }

  private _advance(): Wish {
    return { word: 'advance', params: { epochs: this.epochs }, key: null };
  }

  private _fail(error: unknown): void {
    if (!this._stopped) {
      this.play(false);
      this._onError(error instanceof Error ? error.message : String(error));
    }
  }
}
