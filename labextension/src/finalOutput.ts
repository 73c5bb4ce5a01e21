/** Keeping what a notebook saves true: a run that is over is not stored as live. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';

import { RUN_MIME, type FinalMessage, type RunBundle } from './protocol';

interface Outputs {
  length: number;
  get(index: number): { data: JSONObject; toJSON(): JSONObject };
  set(index: number, value: PartialJSONObject): void;
}

/** What we use of a notebook's model. */
export interface NotebookModel extends DocumentRegistry.IModel {
  cells?: Iterable<{ outputs?: Outputs }>;
}

/** Puts the final bundle where the notebook still holds the run as live, so that it is saved. */
export function replaceLiveOutput(model: NotebookModel, message: FinalMessage): void {
  for (const { outputs } of model.cells ?? []) {
    for (let i = 0; i < (outputs?.length ?? 0); i++) {
      const output = outputs?.get(i);
      const bundle = output?.data[RUN_MIME] as unknown as RunBundle | undefined;
      if (output && bundle?.live && bundle.run.id === message.run) {
        outputs?.set(i, { ...output.toJSON(), data: message.bundle as JSONObject });
      }
    }
  }
}
