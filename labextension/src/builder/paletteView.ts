/** The layers one may add: found by typing, added by click, Enter or drag. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element } from '../dom';
import type { PaletteFamily, PaletteLayer } from '../protocol';
import type { Diagram } from './diagram';
import { makeDraggable } from './dragging';
import type { Workbench } from './workbench';

export class PaletteView {
  readonly node: HTMLElement;
  private readonly _search: HTMLInputElement;
  private readonly _list = element('div', { class: 'kl-Builder-layers' });
  private _shown = false;

  constructor(
    private readonly _bench: Workbench,
    private readonly _diagram: Diagram,
    private readonly _trans: TranslationBundle
  ) {
    this._search = element('input', {
      type: 'search',
      class: 'kl-Builder-search',
      placeholder: _trans.__('Find a layer'),
      'aria-label': _trans.__('Find a layer')
    });
    this._search.addEventListener('input', () => {
      this._filter();
    });
    this.node = element(
      'section',
      { class: 'kl-Builder-palette', 'aria-label': _trans.__('Layers to add') },
      this._search,
      this._list
    );
    this.node.addEventListener('keydown', event => {
      this._onKey(event);
    });
  }

  update(): void {
    const { palette } = this._bench;
    if (palette && !this._shown) {
      this._shown = true;
      this._list.replaceChildren(...palette.families.map(family => this._family(family)));
    }
  }

  private _family({ family, layers }: PaletteFamily): HTMLElement {
    const title = familyName(family, this._trans);
    return element(
      'div',
      { class: 'kl-Builder-family', role: 'group', 'aria-label': title },
      element('div', { class: 'kl-Builder-familyName', 'aria-hidden': 'true' }, title),
      ...layers.map(layer => this._item(layer, family))
    );
  }

  private _item(layer: PaletteLayer, family: string): HTMLElement {
    const item = element(
      'button',
      {
        type: 'button',
        class: 'kl-Builder-layer',
        'data-layer': layer.name,
        'data-family': family,
        title: layer.summary
      },
      layer.name
    );
    item.addEventListener('click', () => {
      this._bench.add(layer);
    });
    let ghost: HTMLElement | null = null;
    makeDraggable(item, {
      start: () => {
        ghost = element('div', { class: 'kl-Builder-ghost' }, layer.name);
        this.node.append(ghost);
        return this._bench.live;
      },
      move: event => {
        ghost?.style.setProperty('transform', `translate(${event.clientX}px, ${event.clientY}px)`);
        this._diagram.hover(event);
      },
      end: event => {
        const place = this._diagram.hover(event);
        this._diagram.hover(null);
        ghost?.remove();
        if (event && this._diagram.isOver(event)) {
          this._bench.add(layer, place);
        }
      }
    });
    return item;
  }

  private _filter(): void {
    const words = this._search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const family of this._list.children) {
      let found = 0;
      for (const item of family.querySelectorAll<HTMLButtonElement>('.kl-Builder-layer')) {
        const text = `${item.textContent} ${item.title}`.toLowerCase();
        const fits = words.every(word => text.includes(word));
        item.hidden = !fits;
        found += Number(fits);
      }
      (family as HTMLElement).hidden = found === 0;
    }
  }

  /** Arrows go from layer to layer; Enter in the search field adds the first. */
  private _onKey(event: KeyboardEvent): void {
    const all = [...this._list.querySelectorAll<HTMLButtonElement>('.kl-Builder-layer')];
    const items = all.filter(item => !item.hidden);
    const place = items.indexOf(document.activeElement as HTMLButtonElement);
    const name = event.target === this._search ? best(items, this._search.value) : undefined;
    const layer = name && this._bench.layer(name);
    if (event.key === 'Enter' && layer) {
      this._bench.add(layer);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = items[place + (event.key === 'ArrowDown' ? 1 : -1)];
      (next ?? this._search).focus();
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** The layer that is called as was typed, else one whose name begins so, else the first. */
function best(items: HTMLElement[], typed: string): string | undefined {
  const names = items.map(item => item.dataset['layer'] ?? '');
  const wish = typed.trim().toLowerCase();
  return (
    names.find(name => name.toLowerCase() === wish) ??
    names.find(name => name.toLowerCase().startsWith(wish)) ??
    names[0]
  );
}

function familyName(family: string, trans: TranslationBundle): string {
  const names: Record<string, string> = {
    core: trans.__('Basics'),
    convolution: trans.__('Convolution'),
    pooling: trans.__('Pooling'),
    regularization: trans.__('Regularization'),
    normalization: trans.__('Normalization'),
    activation: trans.__('Activations'),
    recurrent: trans.__('Recurrent'),
    attention: trans.__('Attention'),
    merging: trans.__('Merging'),
    shape: trans.__('Shape'),
    image: trans.__('Images'),
    preprocessing: trans.__('Preprocessing')
  };
  return names[family] ?? family;
}
