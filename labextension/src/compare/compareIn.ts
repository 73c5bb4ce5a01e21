/** A comparison of runs of the ledger, wherever there is room for one. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout, Widget } from '@lumino/widgets';

import { element } from '../dom';
import type { KernelLink } from '../kernelLink';
import type { CompareBundle } from '../protocol';
import { CompareView } from './compareView';

/**
 * Shows the comparison of these runs in `host`, in place of what it holds; or why there is none.
 *
 * `host` is any widget with a `PanelLayout` (or without a layout: it gets one).
 */
export async function compareIn(
  host: Widget,
  link: KernelLink,
  runs: string[],
  trans: TranslationBundle
): Promise<void> {
  const layout = host.layout instanceof PanelLayout ? host.layout : new PanelLayout();
  host.layout ??= layout;
  try {
    const bundle = await link.ask<CompareBundle>('runs.compare', { runs });
    replace(layout, new CompareView(bundle, trans, link));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    replace(layout, new Widget({ node: element('p', { role: 'alert' }, text) }));
  }
}

function replace(layout: PanelLayout, widget: Widget): void {
  for (const old of [...layout.widgets]) {
    old.dispose();
  }
  layout.addWidget(widget);
}
