/** The code of the model, always in view: to copy, to insert, and to change and read back. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from '../dom';
import { highlight } from './highlight';
import type { Workbench } from './workbench';

export class CodePane {
  readonly node: HTMLElement;
  private readonly _text: HTMLTextAreaElement;
  private readonly _colours = element('pre', { class: 'kl-Source-colours', 'aria-hidden': 'true' });
  private readonly _message = element('span', { class: 'kl-Builder-message', role: 'status' });
  private readonly _error = element('p', { class: 'kl-Builder-error', role: 'alert' });
  private readonly _apply: HTMLButtonElement;
  private readonly _discard: HTMLButtonElement;
  private readonly _insert: HTMLButtonElement;
  private _code = '';
  private _timer: ReturnType<typeof setTimeout> | undefined;

  /** `insert` puts code into a new cell and tells whether it could. */
  constructor(
    private readonly _bench: Workbench,
    private readonly _trans: TranslationBundle,
    private readonly _insertCell: (code: string) => boolean
  ) {
    const title = _trans.__('Code of the model');
    this._text = element('textarea', {
      class: 'kl-Source-text',
      spellcheck: 'false',
      wrap: 'off',
      'aria-label': title
    });
    this._apply = this._tool('Apply', _trans.__('Apply'), () => {
      this._read();
    });
    this._apply.classList.add('kl-mod-primary');
    this._discard = this._tool('Discard', _trans.__('Discard'), () => {
      this._show(this._bench.check.code);
    });
    this._insert = this._tool('Insert', _trans.__('Insert below'), () => {
      this._insertBelow();
    });
    const copy = this._tool('Copy', _trans.__('Copy'), () => {
      this._copy();
    });
    const tools = [this._message, this._apply, this._discard, copy, this._insert];
    this.node = element(
      'section',
      { class: 'kl-Builder-code', 'aria-label': title },
      element('header', {}, element('h4', {}, _trans.__('Code')), ...tools),
      element('div', { class: 'kl-Source' }, this._colours, this._text),
      this._error
    );
    this._listen();
  }

  update(canInsert: boolean): void {
    const { check, live } = this._bench;
    if (check.code !== this._code && !this._edited) {
      this._show(check.code);
    }
    this._text.readOnly = !live;
    this._insert.disabled = !canInsert || !check.complete || this._edited;
    this._paint();
  }

  private _tool(
    kind: 'Apply' | 'Copy' | 'Discard' | 'Insert',
    text: string,
    onClick: () => void
  ): HTMLButtonElement {
    const trans = this._trans;
    const labels = {
      Apply: trans.__('Draw the model that this code makes (Ctrl+Enter)'),
      Copy: trans.__('Copy the code'),
      Discard: trans.__('Show the code of the drawing again'),
      Insert: trans.__('Insert the code into a new cell below')
    };
    return button(text, labels[kind], onClick);
  }

  private _listen(): void {
    this._text.addEventListener('input', () => {
      this._paint();
    });
    this._text.addEventListener('keydown', event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this._read();
      }
    });
  }

  private get _edited(): boolean {
    return this._code !== '' && this._text.value !== this._code;
  }

  private _show(code: string): void {
    this._code = code;
    this._text.value = code;
    setText(this._error, '');
    this._paint();
  }

  private _paint(): void {
    this._colours.replaceChildren(...highlight(this._text.value));
    this._apply.hidden = this._discard.hidden = !this._edited || !this._bench.live;
    this.node.classList.toggle('kl-mod-edited', this._edited);
  }

  private _read(): void {
    if (!this._edited) {
      return;
    }
    this._bench.read(this._text.value).then(
      () => {
        this._show(this._text.value);
        this._say(this._trans.__('Drawn from the code'));
      },
      (error: unknown) => {
        setText(this._error, error instanceof Error ? error.message : String(error));
      }
    );
  }

  private _copy(): void {
    this._text.select();
    navigator.clipboard.writeText(this._text.value).then(
      () => {
        this._say(this._trans.__('Copied'));
      },
      () => {
        this._text.focus(); // selected, to be copied by keyboard
      }
    );
  }

  private _insertBelow(): void {
    const done = this._insertCell(this._bench.check.code);
    this._say(
      done
        ? this._trans.__('Inserted into a new cell below')
        : this._trans.__('There is no notebook to insert it into')
    );
  }

  private _say(text: string): void {
    setText(this._message, text);
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      setText(this._message, '');
    }, 4000);
  }
}
