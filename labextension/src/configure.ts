/** Tells each kernel what somebody has set in JupyterLab's settings, once it is there and after each change. */

import type { KernelLink } from './kernelLink';
import type { Settings } from './settings';

export function configure(link: KernelLink, settings: Settings): void {
  let told = '';
  const tell = (): void => {
    const { forKernel } = settings;
    const text = JSON.stringify(forKernel);
    if (link.status !== 'open') {
      told = '';
    } else if (text !== told && (text !== '{}' || told)) {
      told = text;
      link.ask('session.configure', forKernel).catch((error: unknown) => {
        console.warn('keras_lab: the kernel does not take the settings', error);
      });
    }
  };
  link.statusChanged.connect(tell);
  settings.changed.connect(tell);
}
