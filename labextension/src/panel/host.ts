/** What the panel's buttons do in JupyterLab. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { KernelLink } from '../kernelLink';
import type { Links } from '../links';
import type { Opener } from '../opened/opener';
import type { SubjectKind } from '../opened/subject';
import type { Settings } from '../settings';
import type { PanelHost } from './panel';

export function panelHost(
  app: JupyterFrontEnd,
  links: Links,
  opener: Opener,
  settings: Settings,
  trans: TranslationBundle
): PanelHost {
  const show = (link: KernelLink, kind: SubjectKind, name: string, ids: string[]): void => {
    const linked = links.all.find(each => each.link === link);
    if (linked) {
      opener.open({ kind, notebook: linked.path, name, ids });
    }
  };
  return {
    trans,
    listed: () => settings.listed,
    showRun: (link, id, name) => {
      show(link, 'run', name, [id]);
    },
    showModel: (link, variable) => {
      show(link, 'model', variable, [variable]);
    },
    compare: (link, runs) => {
      show(link, 'compare', trans.__('Comparison'), runs);
    },
    showAll: link => {
      show(link, 'runs', trans.__('All runs'), []);
    },
    reveal: link => {
      const panel = links.all.find(each => each.link === link)?.panel;
      if (panel) {
        app.shell.activateById(panel.id);
      }
    },
    open: path => {
      void app.commands.execute('docmanager:open', { path });
    }
  };
}
