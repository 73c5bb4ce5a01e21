/** A part that can be unfolded. */

import { element, keepKeys } from '../dom';

export interface Section {
  node: HTMLDetailsElement;
  /** Stands behind the title. */
  count: HTMLElement;
  body: HTMLElement;
}

/** A folded part with this title; `onOpen` is called when it is unfolded. */
export function section(title: string, onOpen: () => void): Section {
  const count = element('span', { class: 'kl-Compare-count' });
  const summary = element('summary', {}, title, ' ', count);
  const body = element('div', { class: 'kl-Compare-body' });
  const node = element('details', { class: 'kl-Compare-section' }, summary, body);
  keepKeys(summary);
  node.addEventListener('toggle', () => {
    if (node.open) {
      onOpen();
    }
  });
  return { node, count, body };
}
