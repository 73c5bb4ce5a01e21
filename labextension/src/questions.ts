/** Questions to the kernel and their answers, which may come in parts. */

import type { JSONObject } from '@lumino/coreutils';

import type { AnswerMessage, Ask } from './protocol';

interface Open {
  text: string;
  resolve: (answer: never) => void;
  reject: (reason: Error) => void;
}

/** Keeps the questions that wait for an answer. */
export class Questions {
  private readonly _open = new Map<number, Open>();
  private _last = 0;

  /** `send` tells whether there was somebody to ask. */
  constructor(private readonly _send: (message: Ask) => boolean) {}

  ask<Answer>(question: string, params: JSONObject): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = ++this._last;
      this._open.set(id, { text: '', resolve, reject });
      if (!this._send({ type: 'ask', id, question, params })) {
        this._open.delete(id);
        reject(new Error('no kernel'));
      }
    });
  }

  receive(message: AnswerMessage): void {
    const open = this._open.get(message.id);
    if (!open) {
      return;
    }
    open.text += message.text;
    if (message.part + 1 < message.parts) {
      return;
    }
    this._open.delete(message.id);
    if (message.error === null) {
      open.resolve(JSON.parse(open.text) as never);
    } else {
      open.reject(new Error(message.error));
    }
  }

  /** The kernel is gone: nobody will answer. */
  giveUp(): void {
    for (const { reject } of this._open.values()) {
      reject(new Error('no kernel'));
    }
    this._open.clear();
  }
}
