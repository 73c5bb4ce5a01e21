// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

/**
 * An engine: `version` is null and `devices` is empty until it is `loaded`.
 */
export interface EngineState {
  name: string;
  installed: boolean;
  loaded: boolean;
  in_use: boolean;
  version: string | null;
  devices: string[];
}

/**
 * The answer to "session.devices". `memory`: bytes that the kernel has in use; `device_memory`:
 * those in use on the default device of the engine in use; null where nobody tells.
 */
export interface Devices {
  engines: EngineState[];
  processors: number;
  memory: number | null;
  device_memory: number | null;
}
