/**
 * A comm that the kernel hears while a cell runs.
 *
 * JupyterLab sends comm messages over a subshell only once the kernel has answered a kernel_info_request
 * on its main shell, which a busy kernel does not do: after a reload of the tab in the middle of a run, its
 * messages would wait for the end of the cell. So we ask for a subshell of our own over the control
 * channel, which is always heard, and name it in each message.
 */

import { KernelMessage, type Kernel } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

/** Longer than the three seconds for which JupyterLab holds messages back from a busy kernel. */
const PATIENCE = 6000;
/** An idle kernel tells about itself faster than this. */
const IDLE = 500;

/** `promise`, or `otherwise` if it takes longer than `milliseconds`. */
export function within<T, U>(
  promise: Promise<T>,
  milliseconds: number,
  otherwise: U
): Promise<T | U> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(otherwise);
    }, milliseconds);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

/** Whether the kernel answers on its main shell, that is, whether it is idle enough to be asked. */
export async function isListening(kernel: Kernel.IKernelConnection): Promise<boolean> {
  return within(
    kernel.info.then(() => kernel.status !== 'busy'),
    IDLE,
    false
  );
}

/** An open comm; sends JSON objects, over a subshell where the kernel has them. */
export class KernelComm implements IDisposable {
  private constructor(
    private readonly _kernel: Kernel.IKernelConnection,
    private readonly _comm: Kernel.IComm,
    private readonly _subshell: string | null
  ) {}

  /**
   * Opens a comm on `target` with `data`.
   *
   * `onClose` is called when the kernel closes it, which it does at once where it has no such target.
   */
  static async open(
    kernel: Kernel.IKernelConnection,
    target: string,
    data: JSONObject,
    onMessage: (message: KernelMessage.ICommMsgMsg) => void,
    onClose: () => void
  ): Promise<KernelComm> {
    const subshell = await createSubshell(kernel);
    const comm = new KernelComm(kernel, kernel.createComm(target), subshell);
    comm._comm.onMsg = onMessage;
    comm._comm.onClose = onClose;
    comm._send('comm_open', { target_name: target, data });
    return comm;
  }

  /** Whether the kernel hears it while a cell runs. */
  get hasSubshell(): boolean {
    return this._subshell !== null;
  }

  get isDisposed(): boolean {
    return this._comm.isDisposed;
  }

  /** Closes this end only: a kernel that is gone or restarting is not spoken to. */
  dispose(): void {
    this._comm.dispose();
  }

  send(data: JSONObject): void {
    this._send('comm_msg', { data });
  }

  private _send(msgType: 'comm_open' | 'comm_msg', content: JSONObject): void {
    const message = KernelMessage.createMessage<KernelMessage.ICommMsgMsg<'shell'>>({
      msgType: msgType as 'comm_msg',
      channel: 'shell',
      username: this._kernel.username,
      session: this._kernel.clientId,
      subshellId: this._subshell,
      content: { comm_id: this._comm.commId, ...content } as KernelMessage.ICommMsgMsg['content']
    });
    this._kernel.sendShellMessage(message, false, true);
  }
}

/** The id of a new subshell, or null where the kernel has none (or does not answer). */
async function createSubshell(kernel: Kernel.IKernelConnection): Promise<string | null> {
  const supported = kernel.info.then(() => kernel.supportsSubshells);
  if (!(await within(supported, IDLE, true))) {
    return null;
  }
  const message = KernelMessage.createMessage<KernelMessage.ICreateSubshellRequestMsg>({
    msgType: 'create_subshell_request',
    channel: 'control',
    username: kernel.username,
    session: kernel.clientId,
    content: {}
  });
  const future = kernel.sendControlMessage(message, true) as Kernel.IControlFuture<
    KernelMessage.ICreateSubshellRequestMsg,
    KernelMessage.ICreateSubshellReplyMsg
  >;
  const reply = await within(future.done, PATIENCE, null);
  // A kernel that refuses answers with an error, which has no such field.
  return (reply?.content as { subshell_id?: string } | undefined)?.subshell_id ?? null;
}
