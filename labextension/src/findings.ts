/** What the doctor found in a run, and what can be done about it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from './dom';
import { formatNumber } from './format';
import { markText } from './markText';
import type { Advice, Mark } from './protocol';
import type { OnCommand } from './steerButtons';
import type { RunRecord } from './store';

/** Milliseconds for which a button says that it has copied. */
const SAID = 1500;

/** A list, one line a finding, each with its remedy; hidden while there is none. */
export class Findings {
  readonly node = element('ul', { class: 'kl-Findings', role: 'log' });
  private _shown = 0;
  private _record: RunRecord | null = null;

  /** `onJump` is called with the mark that a person wants to see on the curves. */
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onCommand: OnCommand,
    private readonly _onJump: (mark: Mark) => void
  ) {
    this.node.setAttribute('aria-label', _trans.__('Findings'));
  }

  /** Shows the findings of the record; remedies only while the run can be `steered`. */
  update(record: RunRecord, steered: boolean): void {
    const found = record.marks.filter(mark => mark.kind.startsWith('finding.'));
    this._record = record;
    if (found.length < this._shown) {
      this.node.replaceChildren();
      this._shown = 0;
    }
    this.node.append(...found.slice(this._shown).map(mark => this._item(mark)));
    this._shown = found.length;
    this.node.hidden = found.length === 0;
    this.node.classList.toggle('kl-mod-steered', steered);
  }

  private _item(mark: Mark): HTMLElement {
    const text = markText(mark, this._trans);
    const made = button(
      text,
      text,
      () => {
        this._onJump(mark);
      },
      'kl-Findings-text'
    );
    made.title = this._trans.__('Show it on the curves');
    return element('li', {}, made, ...this._remedies(mark.action));
  }

  private _remedies(advice: Advice | null): HTMLElement[] {
    if (!advice) {
      return [];
    }
    const steering = this._steeringRemedy(advice);
    const code = advice.text === null ? [] : [this._code(advice.text)];
    return steering ? [steering, ...code] : code;
  }

  private _steeringRemedy(advice: Advice): HTMLElement | null {
    const { kind, factor } = advice;
    const trans = this._trans;
    if (kind === 'restore_best') {
      const label =
        factor === null
          ? trans.__('Best weights')
          : trans.__('Best weights, learning rate × %1', formatNumber(factor));
      return this._steering(label, () => {
        void this._onCommand('restore_best');
        this._multiplyRate(factor);
      });
    }
    if (kind === 'learning_rate' && factor !== null) {
      const label = trans.__('Learning rate × %1', formatNumber(factor));
      return this._steering(label, () => {
        this._multiplyRate(factor);
      });
    }
    return null;
  }

  private _multiplyRate(factor: number | null): void {
    const rate = this._record?.state.hyperparameters['learning_rate'];
    if (factor !== null && rate !== null && rate !== undefined) {
      void this._onCommand('set', 'learning_rate', Number((rate * factor).toPrecision(12)));
    }
  }

  private _steering(label: string, onClick: () => void): HTMLElement {
    return button(label, label, onClick, 'kl-Findings-remedy');
  }

  /** Code that can be copied. */
  private _code(text: string): HTMLElement {
    const trans = this._trans;
    const copy = button(trans.__('Copy'), trans.__('Copy this code'), () => {
      void navigator.clipboard.writeText(text).then(() => {
        setText(copy, trans.__('Copied'));
        setTimeout(() => {
          setText(copy, trans.__('Copy'));
        }, SAID);
      });
    });
    return element('span', { class: 'kl-Findings-code' }, element('code', {}, text), copy);
  }
}
