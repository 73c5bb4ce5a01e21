/** What people have set in JupyterLab's settings (see schema/plugin.json). */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { JSONObject } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';

import { chartDefaults } from './chartTools';

/** Settings that a kernel keeps, `%config KerasLab.live`: told to it only if somebody has set them. */
const OF_KERNEL = ['live', 'refresh', 'doctor'];

/** The settings as they are now; the defaults where there is no registry, or until it has answered. */
export class Settings {
  notifyAfter = 60;
  listed = 8;
  /** What kernels are to be told. */
  forKernel: JSONObject = {};
  private readonly _changed = new Signal<this, void>(this);

  constructor(registry: ISettingRegistry | null, plugin: string) {
    registry
      ?.load(plugin)
      .then(settings => {
        this._read(settings);
        settings.changed.connect(this._read, this);
      })
      .catch((error: unknown) => {
        console.warn('keras_lab: the settings cannot be read', error);
      });
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _read(settings: ISettingRegistry.ISettings): void {
    this.notifyAfter = numberIn(settings, 'notifyAfter', this.notifyAfter);
    this.listed = numberIn(settings, 'listed', this.listed);
    chartDefaults.smoothing = numberIn(settings, 'smoothing', chartDefaults.smoothing);
    this.forKernel = {};
    for (const name of OF_KERNEL) {
      const { user } = settings.get(name);
      if (user !== undefined) {
        this.forKernel[name] = user as JSONObject[string];
      }
    }
    this._changed.emit();
  }
}

function numberIn(settings: ISettingRegistry.ISettings, name: string, otherwise: number): number {
  const value = settings.get(name).composite;
  return typeof value === 'number' ? value : otherwise;
}
