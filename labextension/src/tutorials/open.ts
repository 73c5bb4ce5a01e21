/** The start page as a tab of JupyterLab: opened by a command, an address, or as it was before a reload. */

import type { ILayoutRestorer, IRouter, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands/ids';
import { labIcon } from '../icon';
import { Library, languageOf, type Language } from './library';
import { StartPage } from './startPage';

const ID = 'keras-lab-start';
/** `/lab?keras-lab=ko`: where `keras-lab` (the command in a terminal) leads to. */
const ADDRESS = /[?&]keras-lab=([a-z]{2})/;

/** Registers the command, which takes a `language`. */
export function addStartPage(
  app: JupyterFrontEnd,
  translator: ITranslator,
  restorer: ILayoutRestorer | null,
  router: IRouter | null
): void {
  const { commands } = app;
  const trans = translator.load('keras_lab');
  const tracker = new WidgetTracker<MainAreaWidget<StartPage>>({ namespace: ID });
  commands.addCommand(CommandIDs.tutorials, {
    label: trans.__('Keras Lab Tutorials'),
    caption: trans.__('All Keras Lab tutorials, by topic'),
    icon: labIcon,
    execute: args => {
      const asked = args['language'];
      show(app, tracker, translator, typeof asked === 'string' ? languageOf(asked) : null);
    }
  });
  void restorer?.restore(tracker, {
    command: CommandIDs.tutorials,
    args: ({ content }) => ({ language: content.language }),
    name: () => ID
  });
  if (router) {
    followAddress(app, router);
  }
}

function show(
  app: JupyterFrontEnd,
  tracker: WidgetTracker<MainAreaWidget<StartPage>>,
  translator: ITranslator,
  language: Language | null
): void {
  const there = tracker.find(({ isDisposed }) => !isDisposed);
  if (there) {
    void there.content.load(language ?? there.content.language);
  } else {
    const trans = translator.load('keras_lab');
    const content = new StartPage(
      new Library(app.serviceManager.contents),
      language ?? languageOf(translator.languageCode),
      path => app.commands.execute('docmanager:open', { path }),
      trans
    );
    const widget = new MainAreaWidget({ content });
    widget.id = ID;
    widget.title.label = trans.__('Keras Lab Tutorials');
    widget.title.icon = labIcon;
    widget.title.closable = true;
    widget.toolbar.hide();
    void tracker.add(widget);
    app.shell.add(widget, 'main', { type: 'Keras Lab' });
    if (!widget.parent) {
      // Notebook 7 has room for its notebook only.
      app.shell.add(widget, 'right');
    }
  }
  app.shell.activateById(ID);
}

/** Shows the page once JupyterLab is as it was, and takes the wish out of the address. */
function followAddress(app: JupyterFrontEnd, router: IRouter): void {
  const command = 'keras-lab:follow-address';
  app.commands.addCommand(command, {
    execute: async args => {
      const { path, search, hash } = args as unknown as IRouter.ILocation;
      const language = ADDRESS.exec(search ?? '')?.[1] ?? 'en';
      const query = new URLSearchParams(search);
      query.delete('keras-lab');
      const rest = query.size > 0 ? `?${query.toString()}` : '';
      router.navigate(`${path}${rest}${hash}`, { skipRouting: true });
      await app.restored;
      await app.commands.execute(CommandIDs.tutorials, { language });
    }
  });
  router.register({ command, pattern: ADDRESS });
}
