import { describe, expect, it } from 'vitest';

import type { PointsMessage } from '../src/protocol';
import { RunRecord, Store } from '../src/store';
import { runState } from './fakes';

function points(run: string, reset: boolean, count: number): PointsMessage {
  return { type: 'points', run, reset, series: [{ name: 'loss', kind: 'step', count }] };
}

function stored(...runs: ReturnType<typeof runState>[]): Store {
  const store = new Store();
  store.receive({ type: 'state', models: [], runs });
  return store;
}

describe('Store', () => {
  it('lists runs in the order in which they began, though the newest is named first', () => {
    const store = stored(runState({ id: 'b' }), runState({ id: 'a', status: 'done' }));
    expect(store.runs.map(run => run.state.id)).toEqual(['a', 'b']);
  });

  it('takes the run under way for the latest, else the last', () => {
    const done = { status: 'done' as const };
    expect(stored(runState({ id: 'b', ...done }), runState({ id: 'a' })).latest?.state.id).toBe(
      'a'
    );
    expect(stored(runState({ id: 'b', ...done })).latest?.state.id).toBe('b');
    expect(new Store().latest).toBeUndefined();
  });

  it('appends increments and starts anew on reset', () => {
    const store = stored(runState());
    store.receive(points('r1', true, 2), [new Float32Array([0, 1, 5, 4]).buffer]);
    store.receive(points('r1', false, 1), [new Float32Array([2, 3]).buffer]);
    expect(store.run('r1')?.curve('loss', 'step')).toMatchObject({ x: [0, 1, 2], y: [5, 4, 3] });
    store.receive(points('r1', true, 1), [new Float32Array([9, 1]).buffer]);
    expect(store.run('r1')?.curve('loss', 'step').x).toEqual([9]);
  });

  it('reads a buffer that does not begin at a multiple of four bytes', () => {
    const store = stored(runState());
    const frame = new Uint8Array(11);
    frame.set(new Uint8Array(new Float32Array([7, 8]).buffer), 3);
    store.receive(points('r1', true, 1), [new DataView(frame.buffer, 3, 8)]);
    expect(store.run('r1')?.curve('loss', 'step')).toMatchObject({ x: [7], y: [8] });
  });

  it('forgets runs that the kernel no longer names, keeps the points of the others', () => {
    const store = stored(runState({ id: 'b' }), runState({ id: 'a' }));
    store.receive(points('b', true, 1), [new Float32Array([1, 2]).buffer]);
    store.receive({ type: 'state', models: [], runs: [runState({ id: 'b', epoch: 3 })] });
    expect(store.run('a')).toBeUndefined();
    expect(store.run('b')?.state.epoch).toBe(3);
    expect(store.run('b')?.curve('loss', 'step').y).toEqual([2]);
  });

  it('says which run changed, and null for the lists', () => {
    const store = stored(runState());
    const changes: (string | null)[] = [];
    store.changed.connect((_, run) => changes.push(run));
    store.receive({ type: 'run', run: runState({ epoch: 4 }) });
    store.receive({ type: 'run', run: runState({ id: 'new' }) });
    store.receive({
      type: 'mark',
      run: 'r1',
      mark: {
        step: 1,
        epoch: 0,
        kind: 'paused',
        text: 'paused',
        value: null,
        action: null,
        layer: null,
        said: null
      }
    });
    expect(changes).toEqual(['r1', null, 'r1']);
    expect(store.run('r1')?.marks).toHaveLength(1);
  });
});

describe('RunRecord', () => {
  it('turns the nulls of a bundle into gaps', () => {
    const series = [{ name: 'loss', kind: 'step' as const, x: [0, 1, 2], y: [1, null, 3] }];
    const record = RunRecord.fromBundle({
      version: 1,
      run: runState(),
      live: false,
      series,
      marks: [],
      looks: []
    });
    expect(record.curve('loss', 'step').y).toEqual([1, NaN, 3]);
  });
});
