/** The texts of marks in the language of the page. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Mark } from './protocol';
import { sentences } from './sentences';

/** What is said at a mark; in the kernel's own words where it is no sentence that is known here. */
export function markText(mark: Mark, trans: TranslationBundle): string {
  const said = (mark as Partial<Mark>).said; // notebooks of before have none
  const sentence = said && sentences[said.id];
  if (!said || !sentence) {
    return mark.text;
  }
  const values = { ...said.values };
  if (values['name'] === 'learning rate') {
    values['name'] = trans.__('learning rate');
  }
  const about = said.about ? `${said.about}: ` : '';
  return about + sentence(trans, values);
}
