/** The commands of context menus: about the run or the model under the pointer. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';

import { asPng } from '../files';
import type { KernelLink } from '../kernelLink';
import type { Links } from '../links';
import type { Opener } from '../opened/opener';
import { copyBlob, copyText } from '../opened/pictures';
import type { Subject } from '../opened/subject';
import { CommandIDs } from './ids';

/** What is under the pointer, and who is to be asked about it. */
interface Here {
  link: KernelLink;
  notebook: string;
  kind: 'run' | 'model';
  id: string;
}

/** Finds out what the context menu was opened on. */
class Pointed {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _links: Links,
    private readonly _opener: Opener
  ) {}

  get here(): Here | null {
    const node = this._app.contextMenuHitTest(
      ({ dataset }) => dataset['run'] !== undefined || dataset['variable'] !== undefined
    );
    const linked = node && this._around(node);
    if (!node || !linked) {
      return null;
    }
    const { run, variable } = node.dataset;
    return { ...linked, kind: run === undefined ? 'model' : 'run', id: run ?? variable ?? '' };
  }

  /** A notebook, a tab of ours, a section of the panel; else (the ledger's runs) the notebook in front. */
  private _around(node: HTMLElement): { link: KernelLink; notebook: string } | null {
    const section = node.closest<HTMLElement>('[data-notebook]')?.dataset['notebook'];
    const path = section ?? this._opener.around(node)?.subject.notebook;
    const open = this._links.all.filter(({ link }) => link.status === 'open');
    const found = path === undefined ? (this._links.around(node) ?? open[0]) : this._links.at(path);
    return found ? { link: found.link, notebook: found.path } : null;
  }
}

/** Registers them; `say` tells a person why something did not work. */
export function addContextCommands(
  app: JupyterFrontEnd,
  links: Links,
  opener: Opener,
  trans: TranslationBundle,
  say: (text: string) => void
): void {
  const pointed = new Pointed(app, links, opener);
  const add = (id: string, label: string, act: (here: Here) => Promise<void> | void): void => {
    app.commands.addCommand(id, {
      label,
      isVisible: () => pointed.here !== null,
      execute: async () => {
        const { here } = pointed;
        try {
          await (here && act(here));
        } catch (error) {
          say(error instanceof Error ? error.message : String(error));
        }
      }
    });
  };
  const picture = async ({ link, id }: Here): Promise<string> => {
    return (await link.ask<{ svg: string }>('session.picture', { run: id })).svg;
  };
  add(CommandIDs.openHere, trans.__('Open in a Tab'), here => {
    opener.open(subjectOf(here));
  });
  add(CommandIDs.copyPng, trans.__('Copy Curves as PNG'), async here => {
    // White: the colours of its curves are made for that.
    const png = picture(here).then(text => asPng(text, 'white'));
    await copyBlob(png, `${here.id}.png`);
  });
  add(CommandIDs.copySvg, trans.__('Copy Curves as SVG'), async here => {
    await copyText(await picture(here), `${here.id}.svg`, 'image/svg+xml');
  });
  add(CommandIDs.copyRunId, trans.__('Copy Run ID'), async ({ id }) => {
    await copyText(id, 'run.txt', 'text/plain');
  });
  add(
    CommandIDs.compareHere,
    trans.__('Compare with the Run Before'),
    async ({ link, notebook, id }) => {
      const ids = await withRunBefore(link, id);
      opener.open({ kind: 'compare', notebook, name: trans.__('Comparison'), ids });
    }
  );
}

function subjectOf({ link, notebook, kind, id }: Here): Subject {
  const name = kind === 'run' ? (link.store.run(id)?.state.name ?? id) : id;
  return { kind, notebook, name, ids: [id] };
}

/** The run and the one that began before it. */
async function withRunBefore(link: KernelLink, id: string): Promise<string[]> {
  const { runs } = await link.ask<{ runs: { id: string }[] }>('runs.list', {});
  const place = runs.findIndex(run => run.id === id);
  const before = runs[place + 1];
  return before && place >= 0 ? [before.id, id] : [id];
}
