// The element around a widget, light: kit, concept and engine are fetched when it comes near the window. This much the
// site's own pages need; what authors of other pages may say and ask is added in nabla-widget.ts.

import type { EngineChoice } from '../engine';
import { isBuilt, loadConcept } from '../curriculum';
import type { Frame, FrameHost, Start } from '../kit/frame';
import type { Layout } from '../kit/frame-view';
import { isPacked } from '../kit/state-form';
import { onThemeChange } from '../kit/theme';
import { unavailable } from './unavailable';

export type Status = 'idle' | 'loading' | 'ready' | 'error';

/** In Node there is no element to extend: the file can be imported there all the same. */
const Base = (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as typeof HTMLElement);

interface Promised<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A promise to be settled from outside; that nobody waits for it is no error. */
function promised<T>(): Promised<T> {
  const made: { -readonly [K in keyof Promised<T>]?: Promised<T>[K] } = {};
  made.promise = new Promise<T>((resolve, reject) => Object.assign(made, { resolve, reject }));
  made.promise.catch(() => undefined);
  return made as Promised<T>;
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';

export class NablaShell extends Base {
  static readonly observedAttributes: readonly string[] = ['concept'];

  protected readonly root: ShadowRoot;
  protected frame: Frame | undefined;
  #status: Status = 'idle';
  #state: string | undefined;
  #notice: string | undefined;
  #highlight: string | undefined;
  #observers: { disconnect(): void }[] = [];
  #ready = promised<this>();
  /** Counts loads: an answer to an earlier one is dropped. */
  #turn = 0;
  /** Counts what the state was last set to: one that took its time to unpack is dropped. */
  #states = 0;
  #unpacking: Promise<void> | undefined;

  constructor() {
    super();
    this.root = this.attachShadow({ mode: 'open' });
    this.#bare();
  }

  get concept(): string {
    return this.getAttribute('concept') ?? '';
  }
  set concept(slug: string) {
    this.setAttribute('concept', slug);
  }

  get status(): Status {
    return this.#status;
  }

  /** Resolves when the widget can be used; rejects when it cannot be loaded, until `load` is called again. */
  get ready(): Promise<this> {
    return this.#ready.promise;
  }

  get highlight(): string | undefined {
    return this.#highlight;
  }
  /** Lights up whatever belongs to a parameter. */
  set highlight(key: string | undefined) {
    this.#highlight = key;
    if (this.frame) this.frame.highlight = key;
  }

  connectedCallback(): void {
    if (this.#observers.length === 0) this.#observers = this.observe();
  }

  disconnectedCallback(): void {
    this.#observers.forEach((o) => o.disconnect());
    this.#observers = [];
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (name === 'concept' && before !== now && (this.frame || this.#status !== 'idle')) this.#restart();
  }

  protected observe(): { disconnect(): void }[] {
    const near = new IntersectionObserver(
      (entries) => this.comesNear && entries.some((e) => e.isIntersecting) && void this.load(),
      { rootMargin: '200px' },
    );
    near.observe(this);
    const size = new ResizeObserver(([entry]) => this.resized(entry?.contentRect.width ?? 0));
    size.observe(this);
    const wake = (): void => void this.load();
    addEventListener('beforeprint', wake);
    this.addEventListener('focusin', wake);
    return [
      near,
      size,
      { disconnect: onThemeChange(() => this.frame?.redraw()) },
      { disconnect: () => removeEventListener('beforeprint', wake) },
      { disconnect: () => this.removeEventListener('focusin', wake) },
    ];
  }

  /** Whether coming near the window wakes it. */
  protected get comesNear(): boolean {
    return true;
  }

  protected resized(width: number): void {
    this.frame?.resize(width);
  }

  /** Wakes the widget; called by itself when it comes near the window. */
  async load(): Promise<void> {
    if (this.#status !== 'idle' && this.#status !== 'error') return;
    if (this.#status === 'error') this.#ready = promised<this>();
    this.#bare();
    this.#setStatus('loading');
    const turn = this.#turn;
    try {
      const [frame] = await Promise.all([this.#fetch(), this.#unpacking]);
      // Another concept was asked for meanwhile.
      if (turn !== this.#turn) return;
      this.root.replaceChildren();
      this.frame = frame;
      await frame.start(this.begin(frame));
    } catch (error) {
      if (turn === this.#turn) this.#failed(error instanceof Error ? error.message : String(error), codeOf(error));
      return;
    }
    if (turn !== this.#turn || this.status !== 'loading') return;
    this.#setStatus('ready');
    this.#ready.resolve(this);
    this.emit('nabla-ready', this.frame.detail());
  }

  async #fetch(): Promise<Frame> {
    const slug = this.concept;
    if (!isBuilt(slug)) {
      const message = slug
        ? `There is no concept called “${slug.slice(0, 40)}”.`
        : 'Its attribute “concept” names no concept.';
      throw Object.assign(new Error(message), { code: 'no-concept' });
    }
    const [{ Frame }, loaded, engine] = await Promise.all([
      import('../kit/frame'),
      loadConcept(slug),
      import('../engine').then(({ loadEngine }) => loadEngine(this.engineChoice())),
    ]);
    const host: FrameHost = {
      element: this,
      root: this.root,
      sheets: this.sheets(),
      emit: (name, detail) => this.emit(name, detail),
      failed: (message) => this.#failed(message, 'unknown'),
      link: (query) => (this.isLinked ? this.link(query) : undefined),
      authored: () => this.authored(frame),
      page: this.#page(),
    };
    const frame = new Frame(host, { ...loaded, engine });
    frame.layout = this.layout();
    frame.resize(this.clientWidth);
    frame.highlight = this.#highlight;
    return frame;
  }

  /** Where the first state comes from. */
  protected begin(_frame: Frame): Start {
    return { state: this.#state, notice: this.#notice };
  }

  /** What the page itself asks for, whatever a visitor has changed since. */
  protected authored(_frame: Frame): Start {
    return {};
  }

  /** Where the engine comes from. */
  protected engineChoice(): EngineChoice {
    return {};
  }

  protected layout(): Layout {
    return {};
  }

  protected sheets(): readonly CSSStyleSheet[] {
    return [];
  }

  /** Whether there is a page that reads a state in its address. */
  protected get isLinked(): boolean {
    return true;
  }

  /** Address of a state, for the visitor's clipboard. */
  protected link(query: string): string {
    return `${location.href.split('#')[0] ?? ''}#${this.concept}${query ? `?${query}` : ''}`;
  }

  /** The site's own folder, where it is known and can be read from. */
  protected get site(): URL | undefined {
    const { root } = document.documentElement.dataset;
    return root === undefined ? undefined : new URL(root, location.href);
  }

  #page(): FrameHost['page'] {
    const { site } = this;
    // A page that was opened from a disk may read no other file.
    if (!site?.protocol.startsWith('http')) return undefined;
    return async (query) => (await import('./save-page')).pageOf(site, this.concept, query);
  }

  #restart(): void {
    this.#turn++;
    this.frame?.dispose();
    this.frame = undefined;
    this.#states++;
    this.#state = undefined;
    this.#ready = promised<this>();
    this.#setStatus('idle');
    this.#bare();
    if (this.isConnected) void this.load();
  }

  /** Nothing but what the author wrote inside. */
  #bare(): void {
    this.root.adoptedStyleSheets = [...this.sheets()];
    this.root.replaceChildren(document.createElement('slot'));
  }

  #failed(message: string, code: string): void {
    this.frame?.dispose();
    this.frame = undefined;
    this.#setStatus('error');
    this.#bare();
    unavailable(this.root, message, () => void this.load());
    this.#ready.reject(Object.assign(new Error(message), { code }));
    this.emit('nabla-error', { code, message, hint: 'Press “Try again”, or call load().' });
  }

  #setStatus(status: Status): void {
    this.#status = status;
    this.setAttribute('status', status);
    this.toggleAttribute('data-ready', status === 'ready');
  }

  protected emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** The state as text, for links: what differs from the defaults, or the preset. */
  getState(): string {
    return this.frame?.state ?? this.#state ?? '';
  }

  /** Takes a state from text, packed or plain. Never throws; what cannot be read is said in the widget. */
  async setState(text: string | null | undefined): Promise<void> {
    const turn = ++this.#states;
    if (!text || !isPacked(text)) {
      this.#take(text ?? '');
      return;
    }
    const unpack = async (): Promise<void> => {
      const { unpackState } = await import('../kit/packed');
      const { query, notice } = await unpackState(text);
      if (turn === this.#states) this.#take(query, notice);
    };
    // A widget that is being loaded begins with it.
    this.#unpacking = unpack();
    await this.#unpacking;
  }

  #take(query: string, notice?: string): void {
    this.#state = query;
    this.#notice = notice;
    this.frame?.setState(query, notice);
  }

  reset(): void {
    this.#states++;
    this.#state = undefined;
    this.frame?.reset();
  }
}
