import { nullTranslator } from '@jupyterlab/translation';
import { expect, it } from 'vitest';

import { EndNotices } from '../src/endNotices';
import { Store } from '../src/store';
import { runState } from './fakes';

function notices(least: number) {
  const store = new Store();
  const said: [string, boolean][] = [];
  const trans = nullTranslator.load('keras_lab');
  new EndNotices(
    store,
    () => least,
    trans,
    (text, failed) => said.push([text, failed])
  );
  return { store, said };
}

it('announces a long run once, when it ends', () => {
  const { store, said } = notices(60);
  store.receive({ type: 'run', run: runState({ seconds: 100 }) });
  const done = runState({ status: 'done', seconds: 192, logs: { loss: 0.5, val_loss: 0.25 } });
  store.receive({ type: 'run', run: done });
  store.receive({ type: 'run', run: done });
  expect(said).toEqual([['sequential: done · 3:12 · loss 0.25', false]]);
});

it('says that a run failed', () => {
  const { store, said } = notices(0);
  store.receive({ type: 'run', run: runState() });
  store.receive({ type: 'run', run: runState({ status: 'failed', logs: {} }) });
  expect(said).toEqual([['sequential: failed · 0:12', true]]);
});

it('keeps silent about short runs, runs of the past, and where nobody wants to hear', () => {
  for (const least of [60, -1]) {
    const { store, said } = notices(least);
    store.receive({ type: 'run', run: runState({ id: 'old', status: 'done', seconds: 900 }) });
    store.receive({ type: 'run', run: runState() });
    store.receive({ type: 'run', run: runState({ status: 'done', seconds: least < 0 ? 900 : 5 }) });
    expect(said).toEqual([]);
  }
});
