import type { ComparedRun, RunState } from '../src/protocol';

/** A run as the kernel describes it. */
export function runState(changes: Partial<RunState> = {}): RunState {
  return {
    id: 'r1',
    name: 'sequential',
    status: 'running',
    epoch: 2,
    epochs: 20,
    position: 120,
    steps: 1563,
    step: 3246,
    total: 31260,
    seconds: 12,
    eta: 34,
    rate: 812.3,
    learning_rate: 0.01,
    hyperparameters: {},
    logs: { loss: 0.123456 },
    spark: [],
    batch_size: 32,
    memory: null,
    device_memory: null,
    looks: [],
    message: null,
    ...changes
  };
}

/** A run of a comparison. */
export function comparedRun(changes: Partial<ComparedRun> = {}): ComparedRun {
  return {
    id: 'r1',
    label: 'lr=0.1',
    status: 'done',
    epoch: 2,
    epochs: 2,
    steps: 10,
    seconds: 20,
    items: [],
    code: null,
    clock: { x: [], seconds: [] },
    series: [],
    ...changes
  };
}
