import { describe, expect, it } from 'vitest';

import type { AnswerMessage, Ask } from '../src/protocol';
import { Questions } from '../src/questions';

function answer(id: number, text: string, more: Partial<AnswerMessage> = {}): AnswerMessage {
  return { type: 'answer', id, part: 0, parts: 1, text, error: null, ...more };
}

describe('Questions', () => {
  it('puts the parts of each answer together', async () => {
    const sent: Ask[] = [];
    const questions = new Questions(message => sent.push(message) > 0);
    const first = questions.ask('model.describe', { variable: 'm' });
    const second = questions.ask('model.describe', { variable: 'n' });
    questions.receive(answer(1, '{"a":', { parts: 2 }));
    questions.receive(answer(2, '[2]'));
    questions.receive(answer(1, '1}', { part: 1, parts: 2 }));
    expect(await first).toEqual({ a: 1 });
    expect(await second).toEqual([2]);
    expect(sent.map(message => message.params)).toEqual([{ variable: 'm' }, { variable: 'n' }]);
  });

  it('rejects with what the kernel says, and where there is none', async () => {
    const questions = new Questions(() => true);
    const refused = questions.ask('x.y', {});
    questions.receive(answer(1, '', { error: 'Nobody answers.' }));
    await expect(refused).rejects.toThrow('Nobody answers.');
    const lost = questions.ask('x.y', {});
    questions.giveUp();
    await expect(lost).rejects.toThrow('no kernel');
    await expect(new Questions(() => false).ask('x.y', {})).rejects.toThrow('no kernel');
  });
});
