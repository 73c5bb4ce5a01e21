/** One argument of a layer: its control, its help and what is wrong with it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, setText } from '../dom';
import type { FormField } from '../protocol';

type Control = HTMLInputElement | HTMLSelectElement;
let fields = 0;

/** A row of the form. `onChange` gets the argument's Python source, or null for the default. */
export class FieldView {
  readonly node: HTMLElement;
  private readonly _control: Control;
  private readonly _error = element('div', { class: 'kl-Builder-fieldError' });

  constructor(
    readonly field: FormField,
    trans: TranslationBundle,
    private readonly _onChange: (text: string | null) => void
  ) {
    const id = `kl-field-${fields++}`;
    this._control = this._makeControl(id);
    this._error.id = `${id}-error`;
    const help = element('div', { class: 'kl-Builder-help', id: `${id}-help` }, field.help);
    this._control.setAttribute('aria-describedby', `${id}-error ${id}-help`);
    const label = element('label', { for: id }, field.name);
    if (field.default === null) {
      label.append(element('span', { class: 'kl-Builder-needed', title: trans.__('needed') }, '*'));
      this._control.setAttribute('aria-required', 'true');
    }
    this.node = element(
      'div',
      { class: 'kl-Builder-field', 'data-field': field.name, 'data-kind': field.kind },
      label,
      this._control,
      this._error,
      help
    );
  }

  /** Shows the argument as the document has it (undefined: the default), and its error. */
  update(text: string | undefined, error: string | null, enabled: boolean): void {
    const control = this._control;
    const shown = text ?? this.field.default ?? '';
    if (this._read() !== (text ?? null)) {
      this._show(shown, text !== undefined);
    }
    control.disabled = !enabled;
    control.setAttribute('aria-invalid', String(error !== null));
    this.node.classList.toggle('kl-mod-set', text !== undefined && this.field.default !== null);
    setText(this._error, error ?? '');
  }

  focus(): void {
    this._control.focus();
  }

  private _makeControl(id: string): Control {
    const { kind, choices } = this.field;
    if (kind === 'flag') {
      const box = element('input', { id, type: 'checkbox' });
      box.addEventListener('change', () => {
        this._onChange(this._read());
      });
      return box;
    }
    if (kind === 'choice') {
      const options = choices.map(text => element('option', { value: text }, bare(text)));
      const select = element('select', { id }, ...options);
      select.addEventListener('change', () => {
        this._onChange(this._read());
      });
      return select;
    }
    return this._makeInput(id);
  }

  private _makeInput(id: string): HTMLInputElement {
    const { kind, choices } = this.field;
    const input = element('input', {
      id,
      type: 'text',
      spellcheck: 'false',
      autocomplete: 'off',
      placeholder: bare(this.field.default ?? ''),
      inputmode: kind === 'number' ? 'decimal' : undefined,
      list: kind === 'suggest' ? `${id}-list` : undefined
    });
    input.addEventListener('input', () => {
      this._onChange(this._read());
    });
    if (kind === 'number') {
      input.addEventListener('keydown', event => {
        this._step(event);
      });
    }
    if (kind === 'suggest') {
      const options = choices.map(text => element('option', { value: bare(text) }));
      queueMicrotask(() => {
        input.after(element('datalist', { id: `${id}-list` }, ...options));
      });
    }
    return input;
  }

  /** What stands in the control as Python source; null where that is the default. */
  private _read(): string | null {
    const control = this._control;
    const { kind, default: usual } = this.field;
    let text: string;
    if (control instanceof HTMLInputElement && kind === 'flag') {
      text = control.checked ? 'True' : 'False';
    } else if (kind === 'choice') {
      text = control.value;
    } else {
      text = source(control.value.trim(), kind === 'text' || kind === 'suggest');
    }
    return text === usual || (text === '' && usual !== null) ? null : text;
  }

  private _show(text: string, given: boolean): void {
    const control = this._control;
    const { kind } = this.field;
    if (control instanceof HTMLInputElement && kind === 'flag') {
      control.checked = text === 'True';
    } else if (kind === 'choice') {
      const known = [...control.children].some(each => (each as HTMLOptionElement).value === text);
      if (!known) {
        control.append(element('option', { value: text }, bare(text)));
      }
      control.value = text;
    } else {
      control.value = given ? bare(text) : '';
    }
  }

  /** Arrow keys count whole numbers up and down. */
  private _step(event: KeyboardEvent): void {
    const control = this._control;
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const value = Number(control.value || this.field.default);
    if (by !== undefined && !event.altKey && Number.isInteger(value)) {
      event.preventDefault();
      control.value = String(value + by);
      this._onChange(this._read());
    }
  }
}

/** Python source without the quotes of a string, as people read it. */
export function bare(text: string): string {
  const quoted = /^(["'])([^"'\\]*)\1$/.exec(text);
  return quoted ? (quoted[2] ?? '') : text;
}

/** What was typed as Python source: a word becomes a string where one is meant. */
export function source(typed: string, isText: boolean): string {
  const value = /^(None|True|False|["'].*|.*[([].*|-?[\d.]+)$/s;
  return !isText || typed === '' || value.test(typed) ? typed : JSON.stringify(typed);
}
