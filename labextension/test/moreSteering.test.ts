// @vitest-environment happy-dom
import { nullTranslator } from '@jupyterlab/translation';
import { expect, it, vi } from 'vitest';

import { MoreSteering } from '../src/moreSteering';
import { runState } from './fakes';

const trans = nullTranslator.load('keras_lab');

function steering() {
  const sent = vi.fn(() => Promise.resolve(true));
  const more = new MoreSteering(trans, sent);
  more.update(runState({ hyperparameters: { learning_rate: 0.1, momentum: 0.9 } }));
  document.body.replaceChildren(more.node);
  return { more, sent };
}

it('steps, evaluates and extends', () => {
  const { more, sent } = steering();
  for (const each of more.node.querySelectorAll('button')) {
    each.click();
  }
  expect(sent.mock.calls).toEqual([
    ['step', 'batch', null],
    ['step', 'epoch', null],
    ['evaluate', null, null],
    ['checkpoint', null, null],
    ['restore_best', null, null],
    ['extend', null, 1]
  ]);
});

it('has a field for every number but the learning rate, and sends what was typed', () => {
  const { more, sent } = steering();
  const [input, ...others] = more.node.querySelectorAll('input');
  expect(others).toEqual([]);
  expect([input?.getAttribute('aria-label'), input?.value]).toEqual(['momentum', '0.9']);
  if (input) {
    input.value = '0,5';
    input.dispatchEvent(new Event('change'));
  }
  expect(sent.mock.calls).toEqual([['set', 'momentum', 0.5]]);
});

it('marks what is no number and sends nothing', () => {
  const { more, sent } = steering();
  const input = more.node.querySelector('input');
  if (input) {
    input.value = 'much';
    input.dispatchEvent(new Event('change'));
  }
  expect(input?.getAttribute('aria-invalid')).toBe('true');
  expect(sent).not.toHaveBeenCalled();
});

it('leaves alone the field in which somebody is typing', () => {
  const { more } = steering();
  const input = more.node.querySelector('input');
  input?.focus();
  if (input) {
    input.value = '0.';
  }
  more.update(runState({ hyperparameters: { momentum: 0.7 } }));
  expect(input?.value).toBe('0.');
});
