/** Making elements. Text goes in as text, so nothing that a kernel sends is ever read as HTML. */

type Child = Node | string;

/** An element with attributes and children; an attribute that is undefined is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | undefined> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** A real button: `label` is its accessible name and its tooltip. */
export function button(
  text: string,
  label: string,
  onClick: () => void,
  className = ''
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: `kl-Button ${className}` }, text);
  setLabel(made, label);
  keepKeys(made);
  made.addEventListener('click', onClick);
  return made;
}

/** Gives a button another accessible name and tooltip. */
export function setLabel(target: HTMLElement, label: string): void {
  target.title = label;
  target.setAttribute('aria-label', label);
}

/**
 * Leaves the keys pressed on `node` to it: the notebook would take Enter and the arrows for itself.
 *
 * As that includes Ctrl+S, a mere click does not move the focus here.
 */
export function keepKeys(node: Element): void {
  node.setAttribute('data-lm-suppress-shortcuts', 'true');
  node.addEventListener('mousedown', event => {
    event.preventDefault();
  });
}

/** Sets the text only where it differs: what people have selected stays selected. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function setAttributes(
  node: Element,
  attributes: Record<string, string | number | undefined>
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      node.setAttribute(name, String(value));
    }
  }
}
