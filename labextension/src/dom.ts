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
  const made = element(
    'button',
    { type: 'button', class: `kl-Button ${className}`, title: label, 'aria-label': label },
    text
  );
  made.addEventListener('click', onClick);
  return made;
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
