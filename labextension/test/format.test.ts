import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { formatCount, formatDuration, formatNumber } from '../src/format';
import { parseNumber } from '../src/numberInput';
import { fraction, progressText, statusText, summaryText } from '../src/runText';
import { sparkPath } from '../src/sparkline';
import { runState } from './fakes';

const trans = nullTranslator.load('keras_lab');

describe('numbers', () => {
  it('are short', () => {
    expect([0.123456, 0, 1234.56, 1e-7, 2.5e9, null, NaN, Infinity].map(formatNumber)).toEqual([
      '0.1235',
      '0',
      '1235',
      '1e-7',
      '2.5e9',
      '–',
      '–',
      '∞'
    ]);
  });

  it('of seconds read as a clock', () => {
    expect([0, 34.4, 61, 3661].map(formatDuration)).toEqual(['0:00', '0:34', '1:01', '1:01:01']);
  });

  it('of things are grouped', () => {
    expect(formatCount(1234567)).toBe('1\u2009234\u2009567');
    expect(formatCount(null)).toBe('–');
  });
});

describe('the text of a run', () => {
  it('tells where it stands', () => {
    expect(progressText(runState(), 'live', trans)).toBe(
      'epoch 3/20 · step 120/1\u2009563 · 812 steps/s · 26\u2009000 samples/s · 0:12 · 0:34 left'
    );
  });

  it('promises no time where nobody is there to keep it', () => {
    expect(progressText(runState(), 'gone', trans)).not.toContain('left');
    expect(progressText(runState({ rate: null, steps: null }), 'live', trans)).toBe(
      'epoch 3/20 · step 120 · 0:12 · 0:34 left'
    );
  });

  it('does not call running what may be dead', () => {
    expect(statusText(runState(), 'live', trans)).toBe('running');
    expect(statusText(runState(), 'gone', trans)).toBe('kernel gone');
    expect(statusText(runState({ status: 'done' }), 'gone', trans)).toBe('done');
  });

  it('fits the status bar', () => {
    expect(summaryText(runState(), trans)).toBe('epoch 3/20 · loss 0.1235 · 0:34');
  });

  it('counts epochs where the number of steps is not known', () => {
    expect(fraction(runState())).toBeCloseTo(3246 / 31260);
    expect(fraction(runState({ total: null, steps: null, epoch: 5 }))).toBe(0.25);
  });
});

it('a learning rate is a finite number of at least 0', () => {
  expect(['0.1', ' 1e-3 ', '0,5', '0'].map(parseNumber)).toEqual([0.1, 0.001, 0.5, 0]);
  expect(['', '  ', 'fast', '-1', 'Infinity', '1,000.5'].map(parseNumber)).toEqual(
    Array(6).fill(null)
  );
});

describe('a sparkline', () => {
  it('is interrupted at gaps and has a height', () => {
    expect(sparkPath([1, null, 2])).toBe('M1.0 22.0M119.0 2.0');
    expect(sparkPath([1, 1])).toBe('M1.0 22.0L119.0 22.0');
    expect(sparkPath([])).toBe('');
  });
});
