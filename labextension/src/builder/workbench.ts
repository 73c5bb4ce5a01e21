/** What a builder's views share: the document with its past, what is selected, what the kernel found. */

import { Signal, type ISignal } from '@lumino/signaling';

import type { KernelLink } from '../kernelLink';
import type {
  BuilderBundle,
  BuilderCheck,
  BuilderDocument,
  BuilderForm,
  BuilderNode,
  BuilderNodeState,
  BuilderPalette,
  PaletteLayer,
  Takes
} from '../protocol';
import { addLayer, INPUT, nodeOf, outputsOf, type Place } from './document';
import { History } from './history';
import { Latest } from '../latest';

const CHECK_PAUSE = 130;
const KEEP_PAUSE = 1200;

/** `changed` is emitted for each change of what is shown. */
export class Workbench {
  readonly id: string;
  check: BuilderCheck;
  palette: BuilderPalette | null = null;
  selected: string | null;
  /** What cannot be done, in a sentence for people; empty if there is nothing to say. */
  complaint = '';
  private _revision: number;
  private _history: History<BuilderDocument>;
  private readonly _forms = new Map<string, BuilderForm>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _checks: Latest<BuilderDocument, BuilderCheck>;
  private readonly _keeps: Latest<BuilderDocument, void>;

  /** `keep` gets the bundle for the notebook some time after each change. */
  constructor(
    bundle: BuilderBundle,
    private readonly _link: KernelLink | null,
    keep: (data: object) => void
  ) {
    this.id = bundle.id;
    this.check = bundle.check;
    this._revision = bundle.document.revision;
    this._history = new History(bundle.document);
    this.selected = outputsOf(bundle.document).at(-1) ?? null;
    const { id } = bundle;
    this._checks = new Latest(
      document => this._ask<BuilderCheck>('check', { id, document }),
      check => {
        this._receive(check);
      },
      reason => {
        this.complain(reason);
      },
      CHECK_PAUSE
    );
    this._keeps = new Latest(
      async document => {
        const { data } = await this._ask<{ data: object }>('bundle', { id, document });
        keep(data);
      },
      () => undefined,
      () => undefined,
      KEEP_PAUSE
    );
  }

  get document(): BuilderDocument {
    return this._history.now;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether there is a kernel to ask; without one all is there to be looked at only. */
  get live(): boolean {
    return this._link?.status === 'open';
  }

  get history(): { canUndo: boolean; canRedo: boolean } {
    return this._history;
  }

  get node(): BuilderNode | undefined {
    return nodeOf(this.document, this.selected);
  }

  stateOf(id: string): BuilderNodeState | undefined {
    return this.check.nodes.find(state => state.id === id);
  }

  layer(name: string): PaletteLayer | undefined {
    const families = this.palette?.families ?? [];
    return families.flatMap(family => family.layers).find(layer => layer.name === name);
  }

  takes(name: string): Takes {
    return this.layer(name)?.takes ?? (name === INPUT ? 'none' : 'one');
  }

  /** The kernel is there: asks for what it has. */
  async begin(): Promise<void> {
    try {
      this.palette ??= await this._ask<BuilderPalette>('palette', {});
      const { document } = await this._ask<{ document: BuilderDocument | null }>('latest', {
        id: this.id
      });
      if (document && document.revision > this._revision) {
        this.adopt(document);
      } else {
        this._checks.submit(this.document);
      }
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
    }
    this._changed.emit();
  }

  /** The form of a layer, at once if it is known. */
  form(layer: string): BuilderForm | undefined {
    const known = this._forms.get(layer);
    if (!known && this.live) {
      this._ask<BuilderForm>('form', { layer }).then(
        form => {
          this._forms.set(layer, form);
          this._changed.emit();
        },
        () => undefined
      );
    }
    return known;
  }

  /** A change by a person; those with the same key count as one to undo. */
  apply(document: BuilderDocument | null, select = this.selected, key: string | null = null): void {
    if (!this.live || !document || document === this.document) {
      return;
    }
    this._history.push(this._numbered(document), key);
    this.selected = nodeOf(document, select) ? select : (outputsOf(document).at(-1) ?? null);
    this.complaint = '';
    this._after();
  }

  /** Adds a layer, after the selected one if no place is given; the first one of a model behind an input. */
  add(layer: PaletteLayer, place: Place | null = null): void {
    const input = this.layer(INPUT);
    let document = this.document;
    let where = place ?? (this.node ? { after: this.node.id } : null);
    if (layer.name !== INPUT && input && !document.nodes.some(node => node.layer === INPUT)) {
      const begun = addLayer(document, input, null);
      document = begun.document;
      where = { after: begun.id };
    }
    const added = addLayer(document, layer, where);
    this.apply(added.document, added.id);
  }

  undo(): void {
    this._travel(this.live && this._history.undo());
  }

  redo(): void {
    this._travel(this.live && this._history.redo());
  }

  select(id: string | null): void {
    if (id !== this.selected) {
      this.selected = id;
      this._changed.emit();
    }
  }

  /** Reads code into the document; rejects with the sentence that says why not. */
  async read(code: string): Promise<void> {
    const { document } = await this._ask<{ document: BuilderDocument }>('parse', { code });
    this.apply(document, outputsOf(document).at(-1) ?? null);
  }

  /** Takes over what somebody else has drawn in the same builder. */
  adopt(document: BuilderDocument): void {
    if (document.revision > this._revision) {
      this._revision = document.revision;
      this._history.push(document);
      this.selected = nodeOf(document, this.selected) ? this.selected : null;
      this._checks.submit(document);
      this._changed.emit();
    }
  }

  /** Something around has changed. */
  refresh(): void {
    this._changed.emit();
  }

  complain(sentence: string): void {
    this.complaint = sentence;
    this._changed.emit();
  }

  dispose(): void {
    this._checks.dispose();
    this._keeps.dispose();
    Signal.clearData(this);
  }

  private _ask<Answer>(word: string, params: object): Promise<Answer> {
    const link = this._link;
    return link
      ? link.ask<Answer>(`builder.${word}`, params as never)
      : Promise.reject(new Error('no kernel'));
  }

  private _numbered(document: BuilderDocument): BuilderDocument {
    return { ...document, revision: ++this._revision };
  }

  private _travel(done: boolean): void {
    if (done) {
      const document = this._numbered(this.document);
      this._history.replace(document);
      this.selected = nodeOf(document, this.selected)
        ? this.selected
        : (outputsOf(document).at(-1) ?? null);
      this._after();
    }
  }

  private _after(): void {
    this._checks.submit(this.document);
    this._keeps.submit(this.document);
    this._changed.emit();
  }

  private _receive(check: BuilderCheck): void {
    this.check = check;
    this._changed.emit();
  }
}
