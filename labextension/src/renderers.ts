/** All that we render in outputs: one entry a MIME type. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { compareRendererFactory, runsRendererFactory } from './compare/compareRenderer';
import { builderRendererFactory } from './builder/renderer';
import type { KernelLink } from './kernelLink';
import { modelRendererFactory } from './modelView';
import { padRendererFactory } from './pad/padRenderer';
import { playgroundRendererFactory } from './playground/playgroundRenderer';
import { runRendererFactory } from './runRenderer';

interface Renderer {
  id: string;
  description: string;
  /** The factory for one notebook's outputs, or (without a link) for those of no kernel. */
  factory: (link: KernelLink | null) => IRenderMime.IRendererFactory;
}

export const renderers: Renderer[] = [
  {
    id: 'keras-lab:builder',
    description: 'A model to build by hand: palette, drawing, forms and code.',
    factory: builderRendererFactory
  },
  {
    id: 'keras-lab:model',
    description: 'Shows a model: summary, graph and the details of a layer.',
    factory: modelRendererFactory
  },
  {
    id: 'keras-lab:pad',
    description: 'A pad to draw on for an image classifier.',
    factory: padRendererFactory
  },
  {
    id: 'keras-lab:playground',
    description: 'A small network to play with.',
    factory: playgroundRendererFactory
  },
  {
    id: 'keras-lab:run',
    description: 'Shows the curves of a training run.',
    factory: runRendererFactory
  },
  {
    id: 'keras-lab:compare',
    description: 'Compares training runs.',
    factory: compareRendererFactory
  },
  {
    id: 'keras-lab:runs',
    description: 'Lists the training runs of the ledger.',
    factory: runsRendererFactory
  }
];
