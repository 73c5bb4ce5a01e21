/** The builder's place in its notebook: keeping the document there, and adding cells. */

import type { JSONObject } from '@lumino/coreutils';

import type { NotebookModel } from '../finalOutput';
import type { Kept } from '../keep';
import { BUILDER_MIME, type BuilderBundle } from '../protocol';

interface SharedNotebook {
  insertCell?: (index: number, cell: object) => unknown;
}

/** What the notebook is to hold of the builder `id`. */
export function keptBundle(id: string, data: object): Kept {
  return { fits: held => idOf(held) === id, bundle: data as JSONObject };
}

/** Adds a cell with `source` below the one that shows the builder `id`; tells whether that was possible. */
export function insertBelow(model: NotebookModel | null, id: string, source: string): boolean {
  const cells = [...(model?.cells ?? [])];
  const place = cells.findIndex(({ outputs }) => {
    const all = Array.from({ length: outputs?.length ?? 0 }, (_, i) => outputs?.get(i));
    return all.some(output => output && idOf(output.data) === id);
  });
  const shared = model?.sharedModel as unknown as SharedNotebook | undefined;
  if (place < 0 || !shared?.insertCell) {
    return false;
  }
  shared.insertCell(place + 1, { cell_type: 'code', source, metadata: {} });
  return true;
}

function idOf(data: JSONObject): string | undefined {
  return (data[BUILDER_MIME] as unknown as BuilderBundle | undefined)?.id;
}
