/** How the code of one run differs from that of another. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from '../dom';
import type { CompareBundle, ComparedRun } from '../protocol';
import { diffRows } from './diffRows';
import { diffLines, hunks } from './lineDiff';
import { section, type Section } from './section';
import { select } from './select';
import type { CompareState } from './state';

/** Wider than this, the codes begin beside one another, px. */
const WIDE = 620;

/** Two runs to choose, and the difference; drawn only while it is unfolded. `missing` fetches the codes. */
export class CodeView {
  readonly node: HTMLElement;
  private readonly _section: Section;
  private readonly _tools = element('div', { class: 'kl-Code-tools' });
  private readonly _table = element('table', { class: 'kl-Code' });
  private readonly _note = element('p', { class: 'kl-Compare-note' });
  private readonly _beside: HTMLButtonElement;
  private _wide: boolean | null = null;
  private _pair: [string, string] | null = null;
  private _offered = '';
  private _codes: (string | null)[] | null = null;

  constructor(
    private readonly _state: CompareState,
    private readonly _trans: TranslationBundle,
    private readonly _missing: (() => Promise<string[]>) | null
  ) {
    this._section = section(_trans.__('Code'), () => {
      this.update();
    });
    this._beside = button(_trans.__('side by side'), _trans.__('Codes side by side'), () => {
      this._wide = this._beside.getAttribute('aria-pressed') !== 'true';
      this.update();
    });
    const scroller = element('div', { class: 'kl-Code-box' }, this._table);
    this._section.body.append(this._tools, this._note, scroller);
    this.node = this._section.node;
  }

  update(): void {
    const { bundle } = this._state;
    const runs = bundle.runs.filter(run => run.code !== null);
    const different = new Set(runs.map(run => run.code)).size;
    this.node.hidden = runs.length === 0;
    setText(this._section.count, different > 1 ? String(different) : '');
    if (this._section.node.open) {
      this._offer(runs);
      this._draw(bundle, runs);
    }
  }

  /** The choice of two runs, made anew when there are others. */
  private _offer(runs: ComparedRun[]): void {
    const offered = JSON.stringify(runs.map(({ id, label }) => [id, label]));
    if (offered === this._offered) {
      return;
    }
    this._offered = offered;
    const [first] = runs;
    const other = runs.find(run => run.code !== first?.code) ?? runs[1];
    this._pair = [first?.id ?? '', other?.id ?? ''];
    const names = Object.fromEntries(runs.map(({ id, label }) => [id, label]));
    const choices = ([0, 1] as const).map(side =>
      select(
        side === 0 ? this._trans.__('Code before') : this._trans.__('Code after'),
        names,
        this._pair?.[side] ?? '',
        id => {
          this._pair = side === 0 ? [id, this._pair?.[1] ?? ''] : [this._pair?.[0] ?? '', id];
          this.update();
        }
      )
    );
    const [before, after] = choices;
    this._tools.replaceChildren(before ?? '', '→', after ?? '', this._beside);
  }

  private _draw(bundle: CompareBundle, runs: ComparedRun[]): void {
    const codes = this._codes ?? bundle.codes;
    const [left, right] = (this._pair ?? []).map(id => {
      const code = runs.find(run => run.id === id)?.code;
      return code === undefined || code === null ? undefined : codes[code];
    });
    const wide = this._wide ?? this._section.body.clientWidth >= WIDE;
    this._beside.setAttribute('aria-pressed', String(wide));
    if (left === null || right === null) {
      this._fetch();
      return;
    }
    const same = left === undefined || right === undefined || left === right;
    setText(this._note, same ? this._trans.__('Both ran the same code.') : '');
    const parts = same ? [] : hunks(diffLines(left, right));
    this._table.classList.toggle('kl-mod-wide', wide);
    this._table.replaceChildren(...parts.map(hunk => diffRows(hunk, wide, this._trans)));
  }

  /** Asks for the codes that were too long for the notebook. */
  private _fetch(): void {
    this._table.replaceChildren();
    const gone = this._trans.__('The code is too long to be kept in the notebook.');
    setText(this._note, this._missing ? this._trans.__('Asking the kernel for the code …') : gone);
    this._missing?.().then(
      codes => {
        this._codes = codes;
        this.update();
      },
      (error: unknown) => {
        setText(this._note, `${gone} ${error instanceof Error ? error.message : ''}`);
      }
    );
  }
}
