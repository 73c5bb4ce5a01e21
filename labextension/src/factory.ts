/** How JupyterLab comes by our renderers. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';

/** The factory for outputs of one MIME type; `make` gets the texts in the page's language. */
export function factoryFor(
  mime: string,
  make: (trans: TranslationBundle) => IRenderMime.IRenderer
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [mime],
    defaultRank: 1,
    createRenderer: ({ translator }) => make((translator ?? nullTranslator).load('keras_lab'))
  };
}
