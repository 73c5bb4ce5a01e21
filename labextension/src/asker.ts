/** A question that is asked again and again with the newest values: never before the last answer, eight a second. */

const INTERVAL = 125; // ms

/** Asks with what is newest when its turn comes. */
export class Asker<Answer> {
  private _wanted = false;
  private _busy = false;
  private _stopped = false;
  private _asked = -Infinity;
  private _timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly _ask: () => Promise<Answer>,
    private readonly _onAnswer: (answer: Answer) => void,
    private readonly _onError: (message: string) => void
  ) {}

  /** Something has changed. */
  touch(): void {
    this._wanted = true;
    this._soon();
  }

  dispose(): void {
    this._stopped = true;
    clearTimeout(this._timer);
  }

  private _soon(): void {
    if (this._wanted && !this._busy && !this._stopped) {
      clearTimeout(this._timer);
      const wait = Math.max(0, this._asked + INTERVAL - performance.now());
      this._timer = setTimeout(() => void this._next(), wait);
    }
  }

  private async _next(): Promise<void> {
    this._wanted = false;
    this._busy = true;
    this._asked = performance.now();
    try {
      const answer = await this._ask();
      if (!this._stopped) {
        this._onAnswer(answer);
      }
    } catch (error) {
      if (!this._stopped) {
        this._onError(error instanceof Error ? error.message : String(error));
      }
    }
    this._busy = false;
    this._soon();
  }
}
