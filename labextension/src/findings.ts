/** What the doctor found in a run, and what can be done about it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from './dom';
import { formatNumber } from './format';
import type { Advice, Mark } from './protocol';
import type { OnCommand } from './steerButtons';
import type { RunRecord } from './store';

/** A list, one line a finding, each with its remedy; hidden while there is none. */
export class Findings {
  readonly node = element('ul', { class: 'kl-Findings', role: 'log' });
  private _shown = 0;
  private _record: RunRecord | null = null;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onCommand: OnCommand
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
    const remedy = mark.action ? [this._remedy(mark.action)] : [];
    return element('li', {}, element('span', {}, mark.text), ...remedy);
  }

  private _remedy(advice: Advice): HTMLElement {
    const { factor, text } = advice;
    if (advice.kind === 'learning_rate' && factor !== null) {
      const label = this._trans.__('Learning rate × %1', formatNumber(factor));
      return this._steering(label, () => {
        const rate = this._record?.state.hyperparameters['learning_rate'];
        if (rate !== null && rate !== undefined) {
          void this._onCommand('set', 'learning_rate', rate * factor);
        }
      });
    }
    if (advice.kind === 'restore_best') {
      return this._steering(this._trans.__('Best weights'), () => {
        void this._onCommand('restore_best');
      });
    }
    return element('code', {}, text ?? '');
  }

  private _steering(label: string, onClick: () => void): HTMLElement {
    return button(label, label, onClick, 'kl-Findings-remedy');
  }
}
