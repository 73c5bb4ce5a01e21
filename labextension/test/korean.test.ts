/// <reference types="vite/client" />
import { expect, it } from 'vitest';

import korean from '../../keras_lab/locale/ko_KR/LC_MESSAGES/keras_lab.json';

const sources = import.meta.glob<string>('../src/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true
});
const translated = korean as unknown as Record<string, string[]>;

/** The texts that the sources have translated. */
function messages(): string[] {
  const found = Object.values(sources).flatMap(text => [
    ...text.matchAll(/\.__\(\s*'((?:[^'\\]|\\.)*)'/g)
  ]);
  return [...new Set(found.map(match => match[1] ?? ''))];
}

function places(text: string): string[] {
  return (text.match(/%\d/g) ?? []).sort();
}

it('is there for every text, with the same places for values', () => {
  expect(messages().length).toBeGreaterThan(50);
  for (const text of messages()) {
    expect(places(translated[text]?.[0] ?? 'missing'), text).toEqual(places(text));
    expect(translated[text]?.[0], text).toBeTruthy();
  }
});

it('has no text that is not used', () => {
  const used = new Set(messages());
  expect(Object.keys(translated).filter(text => text !== '' && !used.has(text))).toEqual([]);
});
