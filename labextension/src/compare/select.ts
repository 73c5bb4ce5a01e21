/** A choice of few. */

import { element } from '../dom';

/** A select with these options, value → text; `onChange` hears of another choice. */
export function select(
  label: string,
  options: Record<string, string>,
  chosen: string,
  onChange: (value: string) => void
): HTMLSelectElement {
  const node = element('select', {
    class: 'kl-Select',
    'aria-label': label,
    title: label,
    'data-lm-suppress-shortcuts': 'true'
  });
  for (const [value, text] of Object.entries(options)) {
    node.append(element('option', { value }, text));
  }
  node.value = chosen;
  node.addEventListener('change', () => {
    onChange(node.value);
  });
  return node;
}
