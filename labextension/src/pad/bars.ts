/** How likely the model thinks each label is. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { element, setText } from '../dom';

const MOST = 12;

/** The places of the labels to show: all, or of many the likeliest. */
export function shownPlaces(scores: (number | null)[]): number[] {
  const places = [...scores.keys()];
  if (scores.length <= MOST) {
    return places;
  }
  return places.sort((a, b) => (scores[b] ?? -1) - (scores[a] ?? -1)).slice(0, MOST);
}

/** The place of the likeliest label, or -1. */
export function best(scores: (number | null)[]): number {
  return scores.reduce<number>(
    (found, score, place) =>
      score !== null && score > (scores[found] ?? -Infinity) ? place : found,
    -1
  );
}

/** A row a label: name, bar, per cent; the likeliest one in words above. */
export class Bars {
  readonly node: HTMLElement;
  private readonly _verdict = element('output', { class: 'kl-Pad-verdict' });
  private readonly _list = element('ul', { class: 'kl-Pad-bars' });

  constructor(private readonly _trans: TranslationBundle) {
    this.node = element('section', {}, this._verdict, this._list);
  }

  draw(labels: string[], scores: (number | null)[]): void {
    const first = best(scores);
    const sure = percent(scores[first] ?? null);
    const text =
      first < 0
        ? this._trans.__('Draw something.')
        : this._trans.__('%1, %2 sure', labels[first] ?? '', sure);
    setText(this._verdict, text);
    this._list.replaceChildren(
      ...shownPlaces(scores).map(place => row(labels, scores, place, place === first))
    );
  }
}

function row(
  labels: string[],
  scores: (number | null)[],
  place: number,
  first: boolean
): HTMLElement {
  const score = scores[place] ?? null;
  const bar = element('span', { class: 'kl-Pad-bar' });
  bar.style.width = `${100 * (score ?? 0)}%`;
  return element(
    'li',
    { class: first ? 'kl-mod-best' : '' },
    element('span', { class: 'kl-Pad-label' }, labels[place] ?? ''),
    element('span', { class: 'kl-Pad-track' }, bar),
    element('span', { class: 'kl-Pad-percent' }, percent(score))
  );
}

function percent(score: number | null): string {
  return score === null ? '' : `${Math.round(100 * score)} %`;
}
