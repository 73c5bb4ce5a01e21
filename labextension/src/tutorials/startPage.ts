/** The start page: all tutorials by topic. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { button, element, keepKeys } from '../dom';
import { COPIES_FOLDER, type Topic, type Tutorial } from '../protocol';
import { LANGUAGES, NoServerExtension, type Language, type Library } from './library';

export class StartPage extends Widget {
  private readonly _list = element('div', { class: 'kl-Start-topics' });
  private readonly _notice = element('p', { class: 'kl-Start-notice', role: 'status' });
  private readonly _choices = new Map<Language, HTMLButtonElement>();

  /** `open` shows the file at a path. */
  constructor(
    private readonly _library: Library,
    private _language: Language,
    private readonly _open: (path: string) => Promise<unknown>,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('kl-Start');
    this.node.tabIndex = 0;
    this.node.append(this._head(), this._notice, this._list, this._foot());
    void this.load();
  }

  get language(): Language {
    return this._language;
  }

  /** Lists the tutorials in this language. */
  async load(language: Language = this._language): Promise<void> {
    this._language = language;
    for (const [each, choice] of this._choices) {
      choice.setAttribute('aria-pressed', String(each === language));
    }
    try {
      const topics = await this._library.topics(language);
      if (language === this._language) {
        this._say('');
        this._list.lang = language;
        this._list.replaceChildren(...topics.map(topic => this._topic(topic)));
      }
    } catch (error) {
      this._list.replaceChildren();
      this._say(this._reason(error));
    }
  }

  protected override onActivateRequest(): void {
    this.node.focus();
  }

  private _head(): HTMLElement {
    const languages = element('div', {
      class: 'kl-Start-languages',
      role: 'group',
      'aria-label': this._trans.__('Language of the tutorials')
    });
    for (const [language, name] of Object.entries(LANGUAGES) as [Language, string][]) {
      const choice = button(name, name, () => void this.load(language));
      choice.lang = language;
      this._choices.set(language, choice);
      languages.append(choice);
    }
    const text = this._trans.__(
      'Short notebooks, each about one thing. Begin with the first, or wherever you like.'
    );
    return element(
      'header',
      { class: 'kl-Start-header' },
      element('h2', {}, this._trans.__('Keras Lab Tutorials')),
      languages,
      element('p', {}, text)
    );
  }

  private _foot(): HTMLElement {
    const text = this._trans.__(
      'A tutorial that is opened for the first time is copied to %1. A copy that is there already stays as it is.',
      COPIES_FOLDER
    );
    return element('footer', { class: 'kl-Start-foot' }, text);
  }

  private _topic({ name, tutorials }: Topic): HTMLElement {
    return element(
      'section',
      { class: 'kl-Start-topic' },
      element('h3', {}, name),
      element('div', { class: 'kl-Start-cards' }, ...tutorials.map(each => this._card(each)))
    );
  }

  private _card({ number, file, title, line }: Tutorial): HTMLElement {
    const card = element(
      'button',
      { type: 'button', class: 'kl-Start-card', 'data-file': file },
      element('span', { class: 'kl-Start-number' }, number),
      element('strong', {}, title),
      element('span', { class: 'kl-Start-line' }, line)
    );
    keepKeys(card);
    card.addEventListener('click', () => void this._show(file));
    return card;
  }

  private async _show(file: string): Promise<void> {
    try {
      const path = await this._library.obtain(file, this._language);
      this._say('');
      await this._open(path);
    } catch (error) {
      this._say(this._reason(error));
    }
  }

  private _say(text: string): void {
    this._notice.textContent = text;
  }

  private _reason(error: unknown): string {
    if (error instanceof NoServerExtension) {
      return this._trans.__(
        'The tutorials are brought by keras_lab’s extension of Jupyter’s server, which is not running here.'
      );
    }
    return error instanceof Error ? error.message : String(error);
  }
}
