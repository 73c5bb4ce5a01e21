/** Tabs as the ARIA practices describe them: arrow keys move between them, Tab goes on to what they show. */

import { element, keepKeys } from '../dom';

export interface Tab {
  id: string;
  label: string;
  /** Called when the tab is chosen; what it gives is shown. */
  open: () => HTMLElement;
}

/** A row of tabs above the panel of the chosen one. */
export class Tabs {
  readonly node: HTMLElement;
  private static _count = 0;
  private readonly _prefix = `kl-tabs-${String(++Tabs._count)}`;
  private readonly _list = element('div', { role: 'tablist', class: 'kl-Tabs-list' });
  private readonly _panel = element('div', { role: 'tabpanel', class: 'kl-Tabs-panel' });
  private _tabs: Tab[] = [];

  /** `onChange` hears of each choice. */
  constructor(
    label: string,
    private readonly _onChange: (id: string) => void
  ) {
    this._list.setAttribute('aria-label', label);
    this._panel.id = `${this._prefix}-panel`;
    this.node = element('div', { class: 'kl-Tabs' }, this._list, this._panel);
    keepKeys(this._list);
    this._list.addEventListener('keydown', event => {
      this._onKey(event);
    });
  }

  /** Replaces the tabs and opens `chosen`, or the first one. */
  set(tabs: Tab[], chosen: string): void {
    this._tabs = tabs;
    this._list.replaceChildren(...tabs.map(tab => this._button(tab)));
    this._open(tabs.find(tab => tab.id === chosen) ?? tabs[0]);
  }

  private _button(tab: Tab): HTMLButtonElement {
    const made = element(
      'button',
      { type: 'button', role: 'tab', class: 'kl-Tabs-tab', id: `${this._prefix}-${tab.id}` },
      tab.label
    );
    made.setAttribute('aria-controls', this._panel.id);
    made.addEventListener('click', () => {
      this._open(tab);
      this._onChange(tab.id);
    });
    return made;
  }

  private _open(tab: Tab | undefined): void {
    if (!tab) {
      return;
    }
    this._tabs.forEach((each, place) => {
      const button = this._list.children[place];
      button?.setAttribute('aria-selected', String(each === tab));
      button?.setAttribute('tabindex', each === tab ? '0' : '-1');
    });
    this._panel.setAttribute('aria-labelledby', `${this._prefix}-${tab.id}`);
    this._panel.replaceChildren(tab.open());
  }

  private _onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const buttons = [...this._list.children] as HTMLElement[];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (step !== 0 && at >= 0) {
      event.preventDefault();
      const next = buttons[(at + step + buttons.length) % buttons.length];
      next?.focus();
      next?.click();
    }
  }
}
