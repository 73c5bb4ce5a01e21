/** Looks at the model of a run: a row of buttons, and a pane that follows the run while it is open. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from '../dom';
import { formatCount } from '../format';
import type { Look, LookKind, RunState } from '../protocol';
import { ConfusionView } from './confusionView';
import { LayersView } from './layersView';
import { ResidualsView } from './residualsView';
import { SamplesView } from './samplesView';

/** Asks the kernel for a look; rejects with a sentence. */
export type OnLook = (kind: LookKind) => Promise<Look>;

interface View {
  node: HTMLElement;
  update(look: Look): void;
}

/** Milliseconds between two looks, at least; and how many times as long as a look takes the kernel. */
const [PAUSE, RARITY] = [2000, 30];
const KINDS: LookKind[] = ['confusion', 'residuals', 'samples', 'statistics'];

/** Which look is open of which run: the view of a run is made anew when the run ends. */
const opened = new Map<string, LookKind>();

/** Draws what is asked for, and asks again when the run has gone on. */
export class Looks {
  readonly node: HTMLElement;
  private readonly _bar = element('div', { class: 'kl-Looks-bar', role: 'group' });
  private readonly _note = element('span', { class: 'kl-Looks-note', role: 'status' });
  private readonly _pane = element('div', { class: 'kl-Looks-pane' });
  private readonly _buttons = new Map<LookKind, HTMLButtonElement>();
  private readonly _views = new Map<LookKind, View>();
  private readonly _known = new Map<LookKind, Look>();
  private _run: RunState | null = null;
  private _askable = false;
  private _waiting = false;
  private _refusedAt = -1;
  private _next = 0;
  private _timer = 0;

  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onLook: OnLook
  ) {
    const titles = texts(_trans);
    for (const kind of KINDS) {
      const [text, label] = titles[kind];
      const made = button(text, label, () => {
        this._toggle(kind);
      });
      made.setAttribute('aria-pressed', 'false');
      this._buttons.set(kind, made);
    }
    this._bar.setAttribute('aria-label', _trans.__('Look at the model'));
    this._bar.append(...this._buttons.values(), this._note);
    this.node = element('section', { class: 'kl-Looks' }, this._bar, this._pane);
  }

  /** `offered`: what the kernel can be asked; `stored`: what the notebook holds. */
  update(run: RunState, offered: LookKind[], stored: Look[]): void {
    this._run = run;
    this._askable = offered.length > 0;
    for (const look of stored) {
      if (look.run === run.id && (this._known.get(look.kind)?.step ?? -1) < look.step) {
        this._known.set(look.kind, look);
      }
    }
    for (const [kind, made] of this._buttons) {
      made.hidden = !offered.includes(kind) && !this._known.has(kind);
    }
    this.node.hidden = [...this._buttons.values()].every(made => made.hidden);
    this._draw();
    this._plan();
  }

  dispose(): void {
    clearTimeout(this._timer);
  }

  private get _open(): LookKind | null {
    const kind = this._run ? opened.get(this._run.id) : undefined;
    return kind && !this._buttons.get(kind)?.hidden ? kind : null;
  }

  private _toggle(kind: LookKind): void {
    const run = this._run?.id ?? '';
    if (this._open === kind) {
      opened.delete(run);
    } else {
      opened.set(run, kind);
    }
    this._next = 0;
    this._refusedAt = -1;
    setText(this._note, '');
    this._draw();
    this._plan();
  }

  /** Asks once it is time, if there is something new to see. */
  private _plan(): void {
    clearTimeout(this._timer);
    const kind = this._open;
    const step = this._run?.step ?? 0;
    const isNew = kind !== null && (this._known.get(kind)?.step ?? -1) !== step;
    if (!isNew || !this._askable || this._waiting || this._refusedAt === step) {
      return;
    }
    const wait = Math.max(0, this._next - performance.now());
    this._timer = window.setTimeout(() => {
      void this._ask(kind, step);
    }, wait);
  }

  private async _ask(kind: LookKind, step: number): Promise<void> {
    this._waiting = true;
    if (!this._known.has(kind)) {
      setText(this._note, this._trans.__('looking…'));
    }
    try {
      const look = await this._onLook(kind);
      this._known.set(kind, look);
      this._next = performance.now() + Math.max(PAUSE, RARITY * 1000 * look.seconds);
      setText(this._note, '');
    } catch (error) {
      this._refusedAt = step;
      setText(this._note, error instanceof Error ? error.message : String(error));
    }
    this._waiting = false;
    this._draw();
    this._plan();
  }

  private _draw(): void {
    const kind = this._open;
    for (const [each, made] of this._buttons) {
      made.setAttribute('aria-pressed', String(each === kind));
    }
    const look = kind && this._known.get(kind);
    this._pane.hidden = !look;
    if (!kind || !look) {
      return;
    }
    const view = this._views.get(kind) ?? this._makeView(kind);
    if (this._pane.firstElementChild !== view.node) {
      this._pane.replaceChildren(view.node);
    }
    if (view.node.dataset['step'] !== String(look.step)) {
      view.node.dataset['step'] = String(look.step);
      view.update(look);
    }
    if (this._refusedAt < 0) {
      setText(this._note, this._describe(look));
    }
  }

  private _makeView(kind: LookKind): View {
    const make = {
      confusion: ConfusionView,
      residuals: ResidualsView,
      samples: SamplesView,
      statistics: LayersView
    }[kind] as new (trans: TranslationBundle) => View;
    const made = new make(this._trans);
    this._views.set(kind, made);
    return made;
  }

  /** On which samples, and when. */
  private _describe(look: Look): string {
    const [count, step] = [formatCount(look.samples), formatCount(look.step)];
    if (look.kind === 'samples' && look.watched) {
      return this._trans.__('%1 watched samples, step %2', count, step);
    }
    return look.held_out
      ? this._trans.__('%1 validation samples, step %2', count, step)
      : this._trans.__('%1 training samples, step %2', count, step);
  }
}

/** Text and label of the buttons. */
function texts(trans: TranslationBundle): Record<LookKind, [string, string]> {
  return {
    confusion: [trans.__('Confusion'), trans.__('Which class is taken for which')],
    residuals: [trans.__('Residuals'), trans.__('Predictions against targets')],
    samples: [trans.__('Samples'), trans.__('What the model says of single samples')],
    statistics: [trans.__('Layers'), trans.__('Weights, activations and gradients by layer')]
  };
}
