/** The selected layer: what it reads, its arguments, and what can be done with it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { button, element, setText } from '../dom';
import type { BuilderForm, BuilderNode } from '../protocol';
import {
  duplicate,
  followers,
  INPUT,
  moveNode,
  outputsOf,
  removeNode,
  setArgument,
  setInputs,
  setOutput
} from './document';
import { FieldView } from './field';
import type { Workbench } from './workbench';

export class FormView {
  readonly node: HTMLElement;
  private readonly _head = element('header', { class: 'kl-Builder-formHead' });
  private readonly _error = element('p', { class: 'kl-Builder-error', role: 'status' });
  private readonly _inputs = element('div', { class: 'kl-Builder-inputs' });
  private readonly _body = element('div', { class: 'kl-Builder-fields' });
  private _fields: FieldView[] = [];
  private _inputsKey = '';
  private _shown: { id: string; form: BuilderForm | undefined } | null = null;

  constructor(
    private readonly _bench: Workbench,
    private readonly _trans: TranslationBundle
  ) {
    this.node = element(
      'section',
      { class: 'kl-Builder-form', 'aria-label': _trans.__('The selected layer') },
      this._head,
      this._error,
      this._inputs,
      this._body
    );
  }

  update(): void {
    const bench = this._bench;
    const { node } = bench;
    this.node.classList.toggle('kl-mod-none', !node);
    if (!node) {
      this._clear();
      return;
    }
    const form = node.shares ? undefined : bench.form(node.layer);
    if (this._shown?.id !== node.id || this._shown.form !== form) {
      this._shown = { id: node.id, form };
      this._makeHead(node, form);
      this._makeFields(node, form);
    }
    const state = bench.stateOf(node.id);
    const atField = this._fields.some(each => each.field.name === state?.field);
    const waits = state?.waits ? this._trans.__('waits for %1', state.waits) : '';
    setText(this._error, atField ? '' : (state?.error ?? waits));
    this._error.classList.toggle('kl-mod-waits', !state?.error);
    this._makeInputs(node);
    for (const field of this._fields) {
      const { name } = field.field;
      const wrong = state?.field === name ? state.error : null;
      field.update(node.args[name], wrong, bench.live);
    }
  }

  private _clear(): void {
    this._shown = null;
    this._fields = [];
    const hint = this._trans.__('Select a layer to see its arguments.');
    this._head.replaceChildren(element('p', { class: 'kl-Builder-hint' }, hint));
    this._inputsKey = '';
    this._inputs.replaceChildren();
    this._body.replaceChildren();
    setText(this._error, '');
  }

  private _makeHead(node: BuilderNode, form: BuilderForm | undefined): void {
    const trans = this._trans;
    const bench = this._bench;
    const takes = bench.takes(node.layer);
    const move = (direction: 'up' | 'down') => (): void => {
      bench.apply(moveNode(bench.document, node.id, direction, takes), node.id);
    };
    const copy = (again: boolean) => (): void => {
      const made = duplicate(bench.document, node.id, again, takes);
      bench.apply(made?.document ?? null, made?.id);
    };
    const remove = (): void => {
      bench.apply(removeNode(bench.document, node.id), node.inputs[0] ?? null);
    };
    const isInput = node.layer === INPUT;
    const tools = [
      ...(isInput
        ? []
        : [
            button('↑', trans.__('Move towards the inputs (Alt+↑)'), move('up')),
            button('↓', trans.__('Move towards the outputs (Alt+↓)'), move('down'))
          ]),
      button(trans.__('Duplicate'), trans.__('Duplicate the layer (Ctrl+D)'), copy(false)),
      ...(isInput
        ? []
        : [button(trans.__('Reuse'), trans.__('Call the same layer once more'), copy(true))]),
      button(trans.__('Delete'), trans.__('Delete the layer (Delete)'), remove)
    ];
    const told = node.shares
      ? trans.__('The same layer as %1: they share their weights.', node.shares)
      : (form?.summary ?? '');
    this._head.replaceChildren(
      element('h4', {}, node.layer, ' ', element('small', {}, node.id)),
      element('p', { class: 'kl-Builder-summary' }, told),
      element('div', { class: 'kl-Builder-tools', role: 'toolbar' }, ...tools)
    );
  }

  private _makeFields(node: BuilderNode, form: BuilderForm | undefined): void {
    const bench = this._bench;
    this._fields = (form?.fields ?? []).map(
      field =>
        new FieldView(field, this._trans, text => {
          const document = setArgument(bench.document, node.id, field.name, text);
          bench.apply(document, node.id, `${node.id}.${field.name}`);
        })
    );
    const first = this._fields.filter(({ field }) => !field.more);
    const more = this._fields.filter(({ field }) => field.more);
    const rest = element(
      'details',
      { class: 'kl-Builder-more' },
      element('summary', {}, this._trans.__('More arguments (%1)', String(more.length))),
      ...more.map(field => field.node)
    );
    rest.open = more.some(({ field }) => field.name in node.args);
    const all = first.map(field => field.node);
    this._body.replaceChildren(...(more.length > 0 ? [...all, rest] : all));
  }

  /** What the layer reads, each a choice among the layers before it; whether it is an output. */
  private _makeInputs(node: BuilderNode): void {
    const bench = this._bench;
    const takes = bench.takes(node.layer);
    const key = JSON.stringify([
      node,
      takes,
      bench.live,
      bench.document.nodes,
      outputsOf(bench.document)
    ]);
    if (key === this._inputsKey) {
      return;
    }
    this._inputsKey = key;
    const rows: HTMLElement[] = [];
    if (takes !== 'none') {
      const many = takes !== 'one';
      const places = node.inputs.length > 0 ? node.inputs.map((_, i) => i) : [0];
      rows.push(...places.map(place => this._inputRow(node, place, many)));
      if (many && node.inputs.length > 0) {
        rows.push(this._inputRow(node, node.inputs.length, true));
      }
      rows.push(this._outputRow(node));
    }
    const selects = [...this._inputs.querySelectorAll('select')];
    const place = selects.findIndex(each => each === document.activeElement);
    this._inputs.replaceChildren(...rows);
    this._inputs.querySelectorAll('select')[place]?.focus();
  }

  private _inputRow(node: BuilderNode, place: number, many: boolean): HTMLElement {
    const bench = this._bench;
    const trans = this._trans;
    const after = followers(bench.document, node.id);
    const before = bench.document.nodes.filter(each => !after.has(each.id)).map(each => each.id);
    const now = node.inputs[place];
    const none = many && now === undefined ? trans.__('add an input …') : '–';
    const options = [
      element('option', { value: '' }, none),
      ...before.map(id =>
        element('option', { value: id, selected: id === now ? '' : undefined }, id)
      )
    ];
    const label = many ? trans.__('Input %1', String(place + 1)) : trans.__('Input');
    const select = element('select', { 'aria-label': label }, ...options);
    select.disabled = !bench.live;
    select.addEventListener('change', () => {
      const given = select.value ? [select.value] : [];
      const inputs = node.inputs.toSpliced(place, 1, ...given);
      bench.apply(setInputs(bench.document, node.id, inputs), node.id);
    });
    return element('label', { class: 'kl-Builder-input' }, element('span', {}, label), select);
  }

  private _outputRow(node: BuilderNode): HTMLElement {
    const bench = this._bench;
    const box = element('input', { type: 'checkbox' });
    const outputs = outputsOf(bench.document);
    if (outputs.includes(node.id)) {
      box.setAttribute('checked', '');
    }
    box.disabled = !bench.live || (box.checked && outputs.length === 1);
    box.addEventListener('change', () => {
      bench.apply(setOutput(bench.document, node.id, box.checked), node.id);
    });
    const text = this._trans.__('Output of the model');
    return element('label', { class: 'kl-Builder-output' }, box, ' ', text);
  }
}
