// @vitest-environment happy-dom
import { nullTranslator } from '@jupyterlab/translation';
import { expect, it, vi } from 'vitest';

import { Findings } from '../src/findings';
import type { Advice, Mark } from '../src/protocol';
import { RunRecord } from '../src/store';
import { runState } from './fakes';

const advice: Advice = { kind: 'learning_rate', factor: 0.1, epoch: null, text: null };

function mark(kind: string, text: string, action: Advice | null = null): Mark {
  return { step: 1, epoch: 0, kind, text, value: null, action, layer: null };
}

function shown() {
  const sent = vi.fn(() => Promise.resolve(true));
  const findings = new Findings(nullTranslator.load('keras_lab'), sent);
  const record = new RunRecord(runState({ hyperparameters: { learning_rate: 0.5 } }));
  return { sent, findings, record };
}

it('lists findings and nothing else, each once', () => {
  const { findings, record } = shown();
  findings.update(record, true);
  expect(findings.node.hidden).toBe(true);
  record.marks.push(mark('paused', 'Paused.'), mark('finding.plateau', 'No progress.'));
  findings.update(record, true);
  findings.update(record, true);
  expect([...findings.node.children].map(item => item.textContent)).toEqual(['No progress.']);
  expect(findings.node.hidden).toBe(false);
});

it('changes the learning rate on a click', () => {
  const { sent, findings, record } = shown();
  record.marks.push(mark('finding.nan', 'The loss is NaN.', advice));
  findings.update(record, true);
  findings.node.querySelector('button')?.click();
  expect(sent.mock.calls).toEqual([['set', 'learning_rate', 0.05]]);
});

it('shows code as text, never as HTML', () => {
  const { findings, record } = shown();
  const text = '<img src=x>';
  record.marks.push(mark('finding.overfitting', 'Over.', { ...advice, kind: 'code', text }));
  findings.update(record, false);
  expect(findings.node.querySelector('code')?.textContent).toBe(text);
  expect(findings.node.querySelector('img')).toBeNull();
});
