/** Python in colours: as much of it as the code of a model needs. */

import { element } from '../dom';

const TOKENS =
  /(?<comment>#.*)|(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(?<keyword>\b(?:import|from|as|for|in|if|else|def|class|return|lambda|not|and|or)\b)|(?<atom>\b(?:None|True|False)\b)|(?<number>\b\d[\d_.]*(?:e[-+]?\d+)?)|(?<name>\b[A-Z]\w*(?=\())|(?<parameter>\b[a-z_]\w*(?==[^=]))/g;

/** The code as text and coloured spans. */
export function highlight(code: string): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let end = 0;
  for (const match of code.matchAll(TOKENS)) {
    const groups: Record<string, string | undefined> = match.groups ?? {};
    const kind = Object.entries(groups).find(([, text]) => text !== undefined);
    nodes.push(code.slice(end, match.index));
    nodes.push(element('span', { class: `kl-Source-${kind?.[0] ?? 'text'}` }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(`${code.slice(end)}\n`);
  return nodes;
}
