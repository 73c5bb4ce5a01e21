/** What people have set in JupyterLab's settings (see schema/plugin.json). */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/** The settings as they are now; the defaults where there is no registry, or until it has answered. */
export class Settings {
  notifyAfter = 60;

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

  private _read(settings: ISettingRegistry.ISettings): void {
    const seconds = settings.get('notifyAfter').composite;
    this.notifyAfter = typeof seconds === 'number' ? seconds : this.notifyAfter;
  }
}
