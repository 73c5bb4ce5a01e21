/** Asking again and again: never twice at once, not too often, and in the end about the last state. */

/** Calls `ask` with what was submitted last, and hands on what it answers. */
export class Latest<Question, Answer> {
  private _waiting: { question: Question } | null = null;
  private _timer: ReturnType<typeof setTimeout> | null = null;
  private _busy = false;
  private _disposed = false;
  private _asked = -Infinity;

  /** It is asked `pause` milliseconds after something was submitted, and no sooner than `interval` after the last time. */
  constructor(
    private readonly _ask: (question: Question) => Promise<Answer>,
    private readonly _onAnswer: (answer: Answer) => void,
    private readonly _onError: (reason: string) => void,
    private readonly _pause: number,
    private readonly _interval = 0
  ) {}

  submit(question: Question): void {
    this._waiting = { question };
    this._schedule();
  }

  dispose(): void {
    this._disposed = true;
    this._waiting = null;
    if (this._timer !== null) {
      clearTimeout(this._timer);
    }
  }

  private _schedule(): void {
    if (this._timer === null && !this._busy && this._waiting && !this._disposed) {
      const wait = Math.max(this._pause, this._asked + this._interval - performance.now());
      this._timer = setTimeout(() => {
        this._timer = null;
        void this._run();
      }, wait);
    }
  }

  private async _run(): Promise<void> {
    const waiting = this._waiting;
    this._waiting = null;
    if (!waiting || this._disposed) {
      return;
    }
    this._busy = true;
    this._asked = performance.now();
    try {
      const answer = await this._ask(waiting.question);
      this._unlessDisposed(() => {
        this._onAnswer(answer);
      });
    } catch (error) {
      this._unlessDisposed(() => {
        this._onError(error instanceof Error ? error.message : String(error));
      });
    } finally {
      this._busy = false;
      this._schedule();
    }
  }

  private _unlessDisposed(tell: () => void): void {
    if (!this._disposed) {
      tell();
    }
  }
}
