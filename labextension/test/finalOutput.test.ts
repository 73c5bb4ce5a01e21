import { expect, it } from 'vitest';

import { replaceLiveOutput } from '../src/finalOutput';
import { RUN_MIME } from '../src/protocol';
import { runState } from './fakes';

function outputs(...bundles: object[]) {
  const list = bundles.map(data => ({ output_type: 'display_data', metadata: {}, data }));
  return {
    list,
    length: list.length,
    get: (i: number) => ({ data: list[i]?.data, toJSON: () => list[i] }),
    set: (i: number, value: never) => (list[i] = value)
  };
}

it('replaces the output of the run that is over, and only while it says live', () => {
  const live = (id: string): object => ({ [RUN_MIME]: { live: true, run: runState({ id }) } });
  const done = { [RUN_MIME]: { live: false, run: runState({ id: 'a' }) } };
  const cells = [{}, { outputs: outputs({ 'text/plain': 'x' }, live('a'), live('b'), done) }];
  const bundle = { 'text/plain': 'final' };
  replaceLiveOutput({ cells } as never, { type: 'final', run: 'a', bundle });
  expect(cells[1]?.outputs?.list.map(output => output.data)).toEqual([
    { 'text/plain': 'x' },
    bundle,
    live('b'),
    done
  ]);
  expect(cells[1]?.outputs?.list[1]?.output_type).toBe('display_data');
});
