/** What the kernel of one notebook knows: its runs, its models and its devices. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, keepKeys, setText } from '../dom';
import { formatCount } from '../format';
import type { KernelLink } from '../kernelLink';
import type { ModelState } from '../protocol';
import { isActive } from '../store';
import { DevicesView } from './devices';
import { RunItem } from './runItem';

/** What a section can ask of JupyterLab. */
export interface SectionHost {
  readonly trans: TranslationBundle;
  /** How many runs are listed besides those under way. */
  readonly listed: () => number;
  showRun(link: KernelLink, id: string, name: string): void;
  showModel(link: KernelLink, variable: string): void;
  reveal(link: KernelLink): void;
}

/** A part of the panel that can be folded away; the newest run comes first. */
export class NotebookSection {
  readonly node: HTMLDetailsElement;
  private readonly _name = element('span');
  private readonly _hint = element('p', { class: 'kl-Panel-hint' });
  private readonly _goto: HTMLButtonElement;
  private readonly _runs = element('ul', { class: 'kl-Panel-runs' });
  private readonly _runsHead: HTMLElement;
  private readonly _models = element('ul', { class: 'kl-Panel-models' });
  private readonly _modelsHead: HTMLElement;
  private readonly _devices: DevicesView;
  private readonly _items = new Map<string, RunItem>();
  private _shown: ModelState[] = [];

  constructor(
    private readonly _link: KernelLink,
    private readonly _host: SectionHost
  ) {
    const { trans } = _host;
    const summary = element('summary', {}, this._name);
    keepKeys(summary);
    this._goto = button(
      trans.__('Go to notebook'),
      trans.__('Bring the notebook to the front'),
      () => {
        _host.reveal(_link);
      }
    );
    this._devices = new DevicesView(_link, trans);
    this._runsHead = element('h3', {}, trans.__('Runs'));
    this._modelsHead = element('h3', {}, trans.__('Models'));
    this.node = element(
      'details',
      { class: 'kl-Section', open: '' },
      summary,
      this._hint,
      this._runsHead,
      this._runs,
      this._modelsHead,
      this._models,
      this._devices.node,
      this._goto
    );
  }

  /** `path` is the notebook's; `isFront` whether it is the one in front. */
  update(path: string, isFront: boolean): void {
    const isOpen = this._link.status === 'open';
    const name = path.split('/').at(-1) ?? path;
    setText(this._name, name);
    this._name.title = path;
    this.node.dataset['notebook'] = path;
    setText(this._hint, isOpen ? this._hintOfOpen() : this._hintOfClosed());
    this._goto.hidden = isFront;
    this._updateRuns();
    this._updateModels();
    this._devices.update(isOpen);
  }

  private _hintOfClosed(): string {
    return this._host.trans.__(
      'Run %load_ext keras_lab in a notebook to see its models and runs here.'
    );
  }

  private _hintOfOpen(): string {
    const { models, runs } = this._link.store;
    return models.length + runs.length > 0 ? '' : this._host.trans.__('No models and no runs yet.');
  }

  private _updateRuns(): void {
    const runs = this._link.store.runs;
    const rest = runs.filter(run => !isActive(run.state)).slice(-this._host.listed());
    const listed = runs.filter(run => isActive(run.state) || rest.includes(run));
    const ids = new Set(listed.map(run => run.state.id));
    for (const [id, item] of this._items) {
      if (!ids.has(id)) {
        item.node.remove();
        this._items.delete(id);
      }
    }
    for (const { state } of listed) {
      const item = this._items.get(state.id) ?? this._addRun(state.id);
      item.update(state, !this._link.hears);
    }
    this._runsHead.hidden = listed.length === 0;
  }

  private _addRun(id: string): RunItem {
    const item = new RunItem(
      this._host.trans,
      (action, name, value) => this._link.command(id, action, name, value),
      () => {
        this._host.showRun(this._link, id, this._link.store.run(id)?.state.name ?? id);
      }
    );
    this._items.set(id, item);
    this._runs.prepend(item.node);
    return item;
  }

  /** Lists the models anew only if the kernel has: what is selected stays selected. */
  private _updateModels(): void {
    const { models } = this._link.store;
    if (models !== this._shown) {
      this._shown = models;
      this._models.replaceChildren(...models.map(model => this._model(model)));
    }
    this._modelsHead.hidden = models.length === 0;
  }

  private _model(model: ModelState): HTMLElement {
    const { trans } = this._host;
    const parameters = trans.__('%1 parameters', formatCount(model.parameters));
    const facts = [
      model.kind,
      trans.__('%1 layers', model.layers),
      model.built ? parameters : trans.__('not built yet')
    ];
    const show = button(trans.__('Show'), trans.__('Show the model in a tab'), () => {
      this._host.showModel(this._link, model.variable);
    });
    const other = model.variable && model.variable !== model.name ? ` ${model.name}` : '';
    const title = element('div', {}, element('code', {}, model.variable || model.name), other);
    const text = element('div', { class: 'kl-Item-text' }, facts.join(' · '));
    const item = element(
      'li',
      { class: 'kl-Item' },
      element('div', { class: 'kl-Item-row' }, title, ...(model.variable ? [show] : [])),
      text
    );
    item.dataset['variable'] = model.variable;
    return item;
  }
}
