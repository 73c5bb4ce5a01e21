import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { KernelLink } from '../src/kernelLink';
import type { KernelMessage, RunState } from '../src/protocol';
import { runState } from './fakes';

interface FakeComm {
  sent: unknown[];
  isDisposed: boolean;
  receive: (data: KernelMessage) => void;
  close: () => void;
}

const comms: FakeComm[] = [];

vi.mock('../src/kernelComm', () => ({
  isListening: () => Promise.resolve(true),
  KernelComm: {
    open: (
      _kernel: unknown,
      _target: string,
      hello: unknown,
      onMessage: (message: object) => void,
      onClose: () => void
    ) => {
      const comm = {
        sent: [hello],
        isDisposed: false,
        receive: (data: KernelMessage) => {
          onMessage({ content: { data }, buffers: [] });
        },
        close: onClose,
        send: (message: unknown) => comm.sent.push(message),
        dispose: () => (comm.isDisposed = true)
      };
      comms.push(comm);
      return Promise.resolve(comm);
    }
  }
}));

/** A notebook's session with a kernel that already has an open comm of ours. */
function fakeContext() {
  const owner = {};
  const kernel = {
    connectionStatus: 'connected',
    targets: [] as (() => void)[],
    interrupt: vi.fn(() => Promise.resolve()),
    registerCommTarget: (_: string, open: () => void) => kernel.targets.push(open),
    requestCommInfo: () => Promise.resolve({ content: { status: 'ok', comms: {} } })
  };
  return {
    kernel,
    session: { kernel },
    kernelChanged: new Signal<object, void>(owner),
    statusChanged: new Signal<object, string>(owner),
    connectionStatusChanged: new Signal<object, string>(owner)
  };
}

function state(...runs: RunState[]): KernelMessage {
  return { type: 'state', models: [], runs };
}

describe('KernelLink', () => {
  let context: ReturnType<typeof fakeContext>;
  let link: KernelLink;

  beforeEach(() => {
    vi.useFakeTimers();
    comms.length = 0;
    context = fakeContext();
    link = new KernelLink(context as never, () => true);
  });

  afterEach(() => {
    link.dispose();
    vi.useRealTimers();
  });

  async function open(): Promise<FakeComm> {
    context.kernel.targets[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    const comm = comms.at(-1);
    comm?.receive(state(runState()));
    return comm as FakeComm;
  }

  it('waits until the kernel says that it has loaded the lab', async () => {
    await vi.advanceTimersByTimeAsync(5000);
    expect(comms).toHaveLength(0);
    const comm = await open();
    expect(comm.sent).toEqual([{ type: 'hello', version: 1 }]);
    expect(link.status).toBe('open');
    expect(link.store.latest?.state.id).toBe('r1');
  });

  it('watches a run once for all views, and again on a new comm', async () => {
    const first = await open();
    const views = [link.watch('r1'), link.watch('r1')];
    expect(first.sent.slice(1)).toEqual([{ type: 'watch', run: 'r1' }]);
    context.statusChanged.emit('restarting');
    expect([link.status, first.isDisposed, link.store.runs.length]).toEqual(['closed', true, 0]);
    const second = await open();
    expect(second.sent).toContainEqual({ type: 'watch', run: 'r1' });
    views[0]?.dispose();
    expect(second.sent).not.toContainEqual({ type: 'unwatch', run: 'r1' });
    views[1]?.dispose();
    expect(second.sent).toContainEqual({ type: 'unwatch', run: 'r1' });
  });

  it('asks for everything again when the wire was cut', async () => {
    const comm = await open();
    link.watch('r1');
    context.connectionStatusChanged.emit('connected');
    expect(comm.sent.slice(-2)).toEqual([
      { type: 'hello', version: 1 },
      { type: 'watch', run: 'r1' }
    ]);
  });

  it('is closed when the kernel knows no such target', async () => {
    const comm = await open();
    comm.close();
    expect(link.status).toBe('closed');
  });

  it('hears that a wish was followed', async () => {
    const comm = await open();
    const heard = link.command('r1', 'pause');
    expect(comm.sent.at(-1)).toEqual({
      type: 'command',
      run: 'r1',
      action: 'pause',
      name: null,
      value: null
    });
    comm.receive({ type: 'run', run: runState({ status: 'paused' }) });
    expect(await heard).toBe(true);
  });

  it('interrupts a kernel that does not answer a Stop, but not for a Pause', async () => {
    await open();
    const pause = link.command('r1', 'pause');
    await vi.advanceTimersByTimeAsync(1600);
    expect([await pause, context.kernel.interrupt.mock.calls.length]).toEqual([false, 0]);
    const stop = link.command('r1', 'stop');
    await vi.advanceTimersByTimeAsync(1600);
    expect([await stop, context.kernel.interrupt.mock.calls.length]).toEqual([true, 1]);
  });

  it('interrupts nothing once the run is over', async () => {
    const comm = await open();
    const stop = link.command('r1', 'stop');
    comm.receive({ type: 'run', run: runState({ status: 'done' }) });
    expect(await stop).toBe(true);
    void link.command('r1', 'stop');
    await vi.advanceTimersByTimeAsync(1600);
    expect(context.kernel.interrupt).not.toHaveBeenCalled();
  });
});
