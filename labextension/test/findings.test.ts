// @vitest-environment happy-dom
import { nullTranslator } from '@jupyterlab/translation';
import { expect, it, vi } from 'vitest';

import { Findings } from '../src/findings';
import { markText } from '../src/markText';
import type { Advice, Mark } from '../src/protocol';
import { RunRecord } from '../src/store';
import { runState } from './fakes';

const advice: Advice = { kind: 'learning_rate', factor: 0.1, epoch: null, text: null };

function mark(kind: string, text: string, action: Advice | null = null): Mark {
  return { step: 1, epoch: 0, kind, text, value: null, action, layer: null, said: null };
}

function shown() {
  const sent = vi.fn(() => Promise.resolve(true));
  const jumped = vi.fn();
  const findings = new Findings(nullTranslator.load('keras_lab'), sent, jumped);
  const record = new RunRecord(runState({ hyperparameters: { learning_rate: 0.5 } }));
  return { sent, jumped, findings, record };
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
  findings.node.querySelector<HTMLElement>('.kl-Findings-remedy')?.click();
  expect(sent.mock.calls).toEqual([['set', 'learning_rate', 0.05]]);
});

it('restores the best weights and makes the learning rate smaller at one click', () => {
  const { sent, findings, record } = shown();
  record.marks.push(mark('finding.nan', 'The loss is NaN.', { ...advice, kind: 'restore_best' }));
  findings.update(record, true);
  findings.node.querySelector<HTMLElement>('.kl-Findings-remedy')?.click();
  expect(sent.mock.calls).toEqual([['restore_best'], ['set', 'learning_rate', 0.05]]);
});

it('jumps to the mark of a finding', () => {
  const { jumped, findings, record } = shown();
  const found = mark('finding.plateau', 'No progress.');
  record.marks.push(found);
  findings.update(record, false);
  findings.node.querySelector<HTMLElement>('.kl-Findings-text')?.click();
  expect(jumped).toHaveBeenCalledWith(found);
});

it('makes sentences in the language of the page, of what it knows', () => {
  const trans = { __: (text: string, ...values: string[]) => `${text}|${values.join('|')}` };
  const text = (said: Mark['said']): string =>
    markText({ ...mark('x', 'English.'), said }, trans as never);
  expect(text({ id: 'restored', values: { epoch: '3' }, about: 'out' })).toBe(
    'out: Weights of epoch %1, the best, restored.|3'
  );
  expect(text({ id: 'something new', values: {}, about: '' })).toBe('English.');
  expect(text(null)).toBe('English.');
});

it('copies code', async () => {
  const { findings, record } = shown();
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  record.marks.push(mark('finding.x', 'Over.', { ...advice, kind: 'code', text: 'Dropout(0.5)' }));
  findings.update(record, false);
  findings.node.querySelector<HTMLElement>('.kl-Findings-code button')?.click();
  await Promise.resolve();
  expect(write).toHaveBeenCalledWith('Dropout(0.5)');
});

it('shows code as text, never as HTML', () => {
  const { findings, record } = shown();
  const text = '<img src=x>';
  record.marks.push(mark('finding.overfitting', 'Over.', { ...advice, kind: 'code', text }));
  findings.update(record, false);
  expect(findings.node.querySelector('code')?.textContent).toBe(text);
  expect(findings.node.querySelector('img')).toBeNull();
});
