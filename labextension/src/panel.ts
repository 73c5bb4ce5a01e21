/** The side panel: the models and runs of the notebook in front. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { element, setText } from './dom';
import { formatCount } from './format';
import type { KernelLink } from './kernelLink';
import type { Links } from './links';
import type { ModelState } from './protocol';
import { RunItem } from './runItem';

/** Lists what the kernel of the notebook in front knows; the newest run comes first. */
export class LabPanel extends Widget {
  private readonly _hint = element('p', { class: 'kl-Panel-hint' });
  private readonly _models = element('ul', { class: 'kl-Panel-models' });
  private readonly _runs = element('ul', { class: 'kl-Panel-runs' });
  private readonly _items = new Map<string, RunItem>();
  private _link: KernelLink | null = null;
  private _shown: ModelState[] = [];

  constructor(
    private readonly _links: Links,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.id = 'keras-lab-panel';
    this.addClass('kl-Panel');
    this.title.caption = _trans.__('Keras Lab');
    this.node.setAttribute('aria-label', _trans.__('Keras Lab'));
    this.node.append(
      this._hint,
      element('h2', {}, _trans.__('Runs')),
      this._runs,
      element('h2', {}, _trans.__('Models')),
      this._models
    );
    _links.changed.connect(this._update, this);
    this._update();
  }

  private _update(): void {
    const link = this._links.current;
    if (link !== this._link) {
      this._link = link;
      this._items.clear();
      this._runs.replaceChildren();
    }
    setText(this._hint, this._hintText(link));
    this._updateRuns(link);
    this._updateModels(link?.store.models ?? []);
  }

  /** Lists the models anew only if the kernel has: what is selected stays selected. */
  private _updateModels(models: ModelState[]): void {
    if (models !== this._shown) {
      this._shown = models;
      this._models.replaceChildren(...models.map(model => this._model(model)));
    }
  }

  private _hintText(link: KernelLink | null): string {
    if (link?.status === 'open') {
      const { models, runs } = link.store;
      return models.length + runs.length > 0 ? '' : this._trans.__('No models and no runs yet.');
    }
    return this._trans.__('Run %load_ext keras_lab in a notebook to see its models and runs here.');
  }

  private _updateRuns(link: KernelLink | null): void {
    const runs = link?.store.runs ?? [];
    const ids = new Set(runs.map(run => run.state.id));
    for (const [id, item] of this._items) {
      if (!ids.has(id)) {
        item.node.remove();
        this._items.delete(id);
      }
    }
    for (const { state } of runs) {
      const item = this._items.get(state.id) ?? this._addItem(state.id);
      item.update(state);
    }
  }

  private _addItem(run: string): RunItem {
    const item = new RunItem(this._trans, (action, name, value) => {
      return this._link?.command(run, action, name, value) ?? Promise.resolve(false);
    });
    this._items.set(run, item);
    this._runs.prepend(item.node);
    return item;
  }

  private _model(model: ModelState): HTMLElement {
    const parameters = this._trans.__('%1 parameters', formatCount(model.parameters));
    const facts = [
      model.kind,
      this._trans.__('%1 layers', model.layers),
      model.built ? parameters : this._trans.__('not built yet')
    ];
    return element(
      'li',
      { class: 'kl-Item' },
      element('code', {}, model.variable || model.name),
      ` ${model.variable && model.variable !== model.name ? model.name : ''}`,
      element('div', { class: 'kl-Item-text' }, facts.join(' · '))
    );
  }
}
