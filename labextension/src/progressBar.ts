import { element } from './dom';

/** How much of something is done. */
export class ProgressBar {
  readonly node: HTMLElement;
  private readonly _fill = element('div', { class: 'kl-Progress-fill' });

  constructor(label: string) {
    this.node = element(
      'div',
      {
        class: 'kl-Progress',
        role: 'progressbar',
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-label': label
      },
      this._fill
    );
  }

  /** Shows a share between 0 and 1. */
  update(share: number): void {
    const percent = Math.round(share * 1000) / 10;
    this.node.setAttribute('aria-valuenow', String(percent));
    this._fill.style.width = `${percent}%`;
  }
}
