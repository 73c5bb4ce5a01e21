import { Signal } from '@lumino/signaling';
import { expect, it } from 'vitest';

import { Links } from '../src/links';
import type { Status } from '../src/protocol';
import { Steering } from '../src/steering';
import { Store } from '../src/store';
import { runState } from './fakes';

function link(...runs: [string, Status][]) {
  const store = new Store();
  store.receive({
    type: 'state',
    models: [],
    runs: runs.map(([id, status]) => runState({ id, status }))
  });
  return { store, statusChanged: new Signal<object, void>({}), status: 'open' };
}

function linksOf(...all: ReturnType<typeof link>[]) {
  const links = new Links();
  const panels = all.map(() => ({ node: {} }));
  all.forEach((each, i) => {
    links.add(panels[i] as never, each as never, () => `${i}.ipynb`);
  });
  return { links, panels };
}

it('lists the notebook in front first, and each once', () => {
  const [one, two] = [link(), link()];
  const { links, panels } = linksOf(one, two);
  links.add({ node: {} } as never, two as never, () => '1.ipynb');
  links.activate(panels[1] as never);
  expect(links.all.map(({ path }) => path)).toEqual(['1.ipynb', '0.ipynb']);
  links.remove(panels[1] as never);
  expect(links.current).toBe(two);
});

it('takes a run under way elsewhere for the latest only if none is under way in front', () => {
  const { links, panels } = linksOf(link(['a', 'done']), link(['b', 'running']));
  links.activate(panels[0] as never);
  expect(links.latest?.record.state.id).toBe('b');
  const other = linksOf(link(['a', 'paused']), link(['b', 'running']));
  other.links.activate(other.panels[0] as never);
  expect(other.links.latest?.record.state.id).toBe('a');
});

it('keeps a run of the ledger apart from those of the kernel', () => {
  const { store } = link(['a', 'running']);
  store.receive({ type: 'run', run: runState({ id: 'old', status: 'done' }) });
  expect(store.run('old')?.state.status).toBe('done');
  expect(store.runs.map(run => run.state.id)).toEqual(['a']);
  store.receive({ type: 'state', models: [], runs: [runState({ id: 'a' })] });
  expect(store.run('old')).toBeDefined();
  store.forget('old');
  expect(store.run('old')).toBeUndefined();
});

it('interrupts at once, and sends nothing, where the kernel does not hear', async () => {
  const { store } = link(['a', 'running']);
  const sent: unknown[] = [];
  let interrupts = 0;
  const steering = new Steering(
    store,
    command => sent.push(command) > 0,
    () => {
      interrupts++;
      return Promise.resolve();
    },
    () => false
  );
  const command = { type: 'command' as const, run: 'a', name: null, value: null };
  expect(await steering.command({ ...command, action: 'pause' })).toBe(false);
  expect(await steering.command({ ...command, action: 'stop' })).toBe(true);
  expect([sent, interrupts]).toEqual([[], 1]);
});
