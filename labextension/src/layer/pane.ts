/** A place for an answer that takes a moment, or for the reason why there is none. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';

/** What is shown stays until there is something newer; only the newest answer counts. */
export class Pane {
  readonly node = element('div', { class: 'kl-Pane' });
  private _asked = 0;

  constructor(private readonly _trans: TranslationBundle) {}

  /** Draws what the promise gives. */
  async fill<Answer>(
    answer: Promise<Answer>,
    draw: (answer: Answer) => (Node | string)[]
  ): Promise<void> {
    const number = ++this._asked;
    this.node.setAttribute('aria-busy', 'true');
    if (!this.node.hasChildNodes()) {
      this.node.append(
        element('p', { class: 'kl-Pane-text' }, this._trans.__('Asking the kernel…'))
      );
    }
    const drawn = await answer.then(draw, (reason: unknown) => [this._problem(reason)]);
    if (number === this._asked) {
      this.node.replaceChildren(...drawn);
      this.node.removeAttribute('aria-busy');
    }
  }

  private _problem(reason: unknown): HTMLElement {
    const message = reason instanceof Error ? reason.message : String(reason);
    const text =
      message === 'no kernel'
        ? this._trans.__('There is no kernel to ask: start it and run the cell again.')
        : message;
    return element('p', { class: 'kl-Pane-text', role: 'alert' }, text);
  }
}
