/** What there is to know of one layer: what the output holds, and in tabs what the kernel tells when asked. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element } from '../dom';
import type { KernelLink } from '../kernelLink';
import type { LayerDescription, LayerLook, ModelBundle } from '../protocol';
import { layerFacts } from './layerFacts';
import { LayerQuestions, type Choice } from './layerQuestions';
import { LayerViews } from './layerViews';
import { Pane } from './pane';
import { Tabs, type Tab } from './tabs';

/** The panel under a model; empty while no layer is chosen. */
export class LayerDetails {
  readonly node = element('div', { class: 'kl-Model-details' });
  private _tab = 'facts';
  private readonly _choice: Choice = { data: '', index: 0 };
  private _shown = 0;

  /** With a `link` the kernel is asked for more than the output holds. */
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _link: KernelLink | null
  ) {}

  /** Shows the layer at this place of `bundle.layers`. */
  show(bundle: ModelBundle, index: number | null): void {
    const layer = index === null ? undefined : bundle.layers[index];
    this._shown++;
    if (index === null || !layer) {
      this.node.replaceChildren();
      return;
    }
    const heading = element('h4', {}, `${layer.name} `, element('small', {}, layer.type));
    const facts = layerFacts(layer, this._trans);
    if (!this._link || !bundle.key) {
      this.node.replaceChildren(element('section', { class: 'kl-Details' }, heading, facts));
      return;
    }
    if (layer.config === null) {
      void this._complete(facts, this._link, bundle.key, index);
    }
    const questions = new LayerQuestions(this._link, bundle.key, layer, index);
    const tabs = new Tabs(layer.name, id => {
      this._tab = id;
    });
    const factsTab: Tab = { id: 'facts', label: this._trans.__('Layer'), open: () => facts };
    const ask = (): void => {
      void this._ask(questions, tabs, factsTab);
    };
    const again = button('↻', this._trans.__('Ask the kernel again'), ask);
    const head = element('header', {}, heading, again);
    this.node.replaceChildren(element('section', { class: 'kl-Details' }, head, tabs.node));
    tabs.set([factsTab], 'facts');
    ask();
  }

  /** The bundle of a large model tells only the main things of its layers: asks for the rest. */
  private async _complete(
    facts: HTMLElement,
    link: KernelLink,
    key: string,
    place: number
  ): Promise<void> {
    const full = await link.ask<LayerDescription>('model.layer', { key, place }).catch(() => null);
    if (full) {
      facts.replaceChildren(...layerFacts(full, this._trans).children);
    }
  }

  /** Asks what there is, and shows a tab for each; what cannot be asked is said in a tab, too. */
  private async _ask(questions: LayerQuestions, tabs: Tabs, facts: Tab): Promise<void> {
    const shown = this._shown;
    const answer = questions.ask<LayerLook>('look');
    const views = await answer.then(
      look => new LayerViews(look, questions, this._choice, this._trans).tabs(),
      () => [this._refusal(answer)]
    );
    if (shown === this._shown) {
      tabs.set([facts, ...views], this._tab);
    }
  }

  private _refusal(answer: Promise<unknown>): Tab {
    const pane = new Pane(this._trans);
    void pane.fill(answer, () => []);
    return { id: 'weights', label: this._trans.__('Weights'), open: () => pane.node };
  }
}
