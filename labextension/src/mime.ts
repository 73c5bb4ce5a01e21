/** Renderers for outputs wherever there is no kernel to ask: each draws what the output holds. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { renderers } from './renderers';

const extensions: IRenderMime.IExtension[] = renderers.map(({ id, description, factory }) => ({
  id,
  description,
  rendererFactory: factory(null),
  rank: 1,
  dataType: 'json'
}));

export default extensions;
