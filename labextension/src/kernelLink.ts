/** The conversation with the kernel of one notebook, taken up again whenever it breaks off. */

import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage as Jupyter } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Kept } from './keep';
import type { NotebookModel } from './finalOutput';
import { isListening, KernelComm } from './kernelComm';
import {
  COMM_TARGET,
  VERSION,
  type Action,
  type FinalMessage,
  type FrontEndMessage,
  type KernelMessage
} from './protocol';
import { Questions } from './questions';
import { Steering } from './steering';
import { Store } from './store';

/** `closed`: no conversation (yet); `open`: the kernel has answered. */
export type LinkStatus = 'closed' | 'connecting' | 'open';

/** Keeps `store` what the kernel says it is; passes wishes on. */
export class KernelLink implements IDisposable {
  readonly store = new Store();
  /** The notebook whose kernel it is, where it is one's. */
  notebook: NotebookModel | null = null;
  private _status: LinkStatus = 'closed';
  private _comm: KernelComm | null = null;
  private _kernel: Kernel.IKernelConnection | null = null;
  private _attempt = 0;
  private _expected = false;
  private _disposed = false;
  private readonly _watched = new Map<string, number>();
  private readonly _questions = new Questions(message => this._send(message));
  private readonly _steering = new Steering(
    this.store,
    command => this._status === 'open' && this._send(command),
    async () => this._kernel?.interrupt(),
    () => this.hears
  );
  private readonly _statusChanged = new Signal<this, LinkStatus>(this);
  private readonly _final = new Signal<this, FinalMessage>(this);
  private readonly _kept = new Signal<this, Kept>(this);

  /** `mentioned` tells whether the notebook has anything to do with keras_lab. */
  constructor(
    private readonly _context: ISessionContext,
    private readonly _mentioned: () => boolean
  ) {
    _context.kernelChanged.connect(this._onKernelChanged, this);
    _context.statusChanged.connect(this._onKernelStatus, this);
    _context.connectionStatusChanged.connect(this._onConnection, this);
    this._adopt(_context.session?.kernel ?? null);
  }

  get status(): LinkStatus {
    return this._status;
  }

  /** Whether the kernel follows a wish now. One without subshells does so only between cells, but for Stop. */
  get hears(): boolean {
    return this._comm?.hasSubshell !== false || this._kernel?.status !== 'busy';
  }

  get statusChanged(): ISignal<this, LinkStatus> {
    return this._statusChanged;
  }

  /** Emits the bundle of a run that has ended. */
  get final(): ISignal<this, FinalMessage> {
    return this._final;
  }

  /** Emits what the notebook is to keep of things that go on living in the kernel. */
  get kept(): ISignal<this, Kept> {
    return this._kept;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    if (this._disposed) {
      return;
    }
    this._disposed = true;
    this._close();
    Signal.clearData(this);
  }

  /** Opens the conversation, at once or once the kernel is connected: it is known to know us. */
  connect(): void {
    const kernel = this._kernel;
    this._expected = true;
    if (kernel?.connectionStatus === 'connected' && this._status === 'closed') {
      this._expected = false;
      void this._open(kernel);
    }
  }

  /** Streams the points of a run into the store until what is returned is disposed. */
  watch(run: string): IDisposable {
    const count = this._watched.get(run) ?? 0;
    this._watched.set(run, count + 1);
    if (count === 0) {
      this._send({ type: 'watch', run });
    }
    return new DisposableDelegate(() => {
      this._unwatch(run);
    });
  }

  /** Sends a wish to the run and tells whether the kernel followed it. */
  command(
    run: string,
    action: Action,
    name: string | null = null,
    value: number | null = null
  ): Promise<boolean> {
    return this._steering.command({ type: 'command', run, action, name, value });
  }

  /** Asks the kernel a question (see `keras_lab/lab/answers`); rejects with a sentence for people. */
  ask<Answer>(question: string, params: JSONObject = {}): Promise<Answer> {
    return this._questions.ask<Answer>(question, params);
  }

  /** Lets the notebook keep this. */
  keep(kept: Kept): void {
    this._kept.emit(kept);
  }

  private _unwatch(run: string): void {
    const count = (this._watched.get(run) ?? 1) - 1;
    if (count > 0) {
      this._watched.set(run, count);
    } else {
      this._watched.delete(run);
      this.store.forget(run);
      this._send({ type: 'unwatch', run });
    }
  }

  /** Tells whether there was somebody to send it to. */
  private _send(message: FrontEndMessage): boolean {
    if (!this._comm || this._comm.isDisposed) {
      return false;
    }
    this._comm.send(message as unknown as JSONObject);
    return true;
  }

  private _onKernelChanged(): void {
    this._adopt(this._context.session?.kernel ?? null);
  }

  private _onKernelStatus(_: ISessionContext, status: Jupyter.Status): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this._close();
    } else if (this._comm?.hasSubshell === false) {
      this._statusChanged.emit(this._status);
    }
  }

  /** The wire is back: what was said meanwhile is lost, so all is asked for again. */
  private _onConnection(_: ISessionContext, status: Kernel.ConnectionStatus): void {
    if (status !== 'connected') {
      return;
    }
    if (this._status === 'open') {
      this._send({ type: 'hello', version: VERSION });
      this._watchAgain();
    } else {
      void this._tryOpen();
    }
  }

  /** Listens to a new kernel. */
  private _adopt(kernel: Kernel.IKernelConnection | null): void {
    this._close();
    this._kernel = kernel;
    // A kernel says that it has loaded the lab by opening a comm, which it closes itself.
    kernel?.registerCommTarget(COMM_TARGET, () => {
      this.connect();
    });
    void this._tryOpen();
  }

  /** After a reload the kernel may know us already: a busy one cannot be asked, so it is tried. */
  private async _tryOpen(): Promise<void> {
    const kernel = this._kernel;
    if (this._expected) {
      this.connect();
      return;
    }
    if (kernel?.connectionStatus !== 'connected' || !this._mentioned()) {
      return;
    }
    const known = !(await isListening(kernel)) || (await knowsUs(kernel));
    if (known && kernel === this._kernel) {
      this.connect();
    }
  }

  private async _open(kernel: Kernel.IKernelConnection): Promise<void> {
    const attempt = ++this._attempt;
    const isCurrent = (): boolean => attempt === this._attempt;
    this._setStatus('connecting');
    const onMessage = (message: Jupyter.ICommMsgMsg): void => {
      if (isCurrent()) {
        this._receive(message);
      }
    };
    const onClose = (): void => {
      if (isCurrent()) {
        this._close();
      }
    };
    try {
      const hello: JSONObject = { type: 'hello', version: VERSION };
      const comm = await KernelComm.open(kernel, COMM_TARGET, hello, onMessage, onClose);
      if (!isCurrent()) {
        comm.dispose();
        return;
      }
      this._comm = comm;
    } catch (error) {
      console.warn('keras_lab: no conversation with the kernel', error);
      onClose();
      return;
    }
    this._watchAgain();
  }

  private _close(): void {
    this._attempt++;
    this._comm?.dispose();
    this._comm = null;
    this.store.clear();
    this._questions.giveUp();
    this._setStatus('closed');
  }

  private _watchAgain(): void {
    for (const run of this._watched.keys()) {
      this._send({ type: 'watch', run });
    }
  }

  private _receive(message: Jupyter.ICommMsgMsg): void {
    const data = message.content.data as unknown as KernelMessage;
    this.store.receive(data, message.buffers);
    this._setStatus('open');
    if (data.type === 'final') {
      this._final.emit(data);
    } else if (data.type === 'answer') {
      this._questions.receive(data);
    } else if (data.type === 'error') {
      console.warn('keras_lab:', data.message);
    }
  }

  private _setStatus(status: LinkStatus): void {
    if (status !== this._status) {
      this._status = status;
      this._statusChanged.emit(status);
    }
  }
}

/** Whether somebody has talked with this kernel's lab before (an earlier life of this tab). */
async function knowsUs(kernel: Kernel.IKernelConnection): Promise<boolean> {
  const reply = await kernel.requestCommInfo({ target_name: COMM_TARGET });
  return reply.content.status === 'ok' && Object.keys(reply.content.comms).length > 0;
}
