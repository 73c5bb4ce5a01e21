/** Renderers for outputs wherever there is no kernel to ask: each draws what the output holds. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { modelRendererFactory } from './modelView';
import { runRendererFactory } from './runRenderer';

const extensions: IRenderMime.IExtension[] = [
  {
    id: 'keras-lab:model',
    description: 'Shows a model: summary, graph and the details of a layer.',
    rendererFactory: modelRendererFactory,
    rank: 1,
    dataType: 'json'
  },
  {
    id: 'keras-lab:run',
    description: 'Shows the curves of a training run.',
    rendererFactory: runRendererFactory(null),
    rank: 1,
    dataType: 'json'
  }
];

export default extensions;
