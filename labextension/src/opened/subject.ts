/** What a tab of ours shows, in plain JSON: so it is found again when JupyterLab is loaded anew. */

import type { JSONObject } from '@lumino/coreutils';

export type SubjectKind = 'run' | 'model' | 'runs' | 'compare';

/** `notebook` is the path of the one whose kernel is asked; `ids`: a run, a variable, or several runs. */
export interface Subject {
  kind: SubjectKind;
  notebook: string;
  name: string;
  ids: string[];
}

/** One tab for each. */
export function subjectId({ kind, notebook, ids }: Subject): string {
  return `keras-lab-${kind}-${notebook}-${ids.join('+')}`;
}

/** The arguments of a command, checked: null if they name no subject. */
export function subjectOf(args: JSONObject | object): Subject | null {
  const { kind, notebook, name, ids } = args as Partial<Subject>;
  return kind && notebook !== undefined && Array.isArray(ids)
    ? { kind, notebook, name: name ?? '', ids }
    : null;
}
