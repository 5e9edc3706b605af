// The frame around every widget: keeps its state, runs the engine at most once a frame, shows messages beside controls,
// keeps the last good picture when something fails, tells the outside. It draws into the shadow root it is given.

import { adoptStyles, render } from 'lit';
import { Ahead } from './ahead';
import { control, type Message } from './controls';
import { frameStyles } from './frame-styles';
import { frameView, type Failure, type Layout } from './frame-view';
import { defaultsOf, type Concept, type Parameters, type Preset, type Values } from './parameters';
import type { NablaPlayer } from './player';
import { Store } from './store';
import { matrixViewStyles } from './matrix-view';
import { base, buttons, layout } from './styles';
import { moment, timed } from './timing';
import type { Value } from './values';
import { busy, coolDown, warmUp } from './warm-up';
import type { DataTable, View, WidgetDefinition } from './widget';

export interface Loaded {
  readonly concept: Concept;
  readonly widget: WidgetDefinition;
  readonly engine: unknown;
}

/** What the frame needs of the element that it stands in. */
export interface FrameHost {
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
  /** What the element itself is styled by. */
  readonly sheets: readonly CSSStyleSheet[];
  readonly emit: (name: string, detail: unknown) => void;
  /** Not even the default state can be computed. */
  readonly failed: (message: string) => void;
  /** Address of a state, for the visitor's clipboard; undefined where no page would read it. */
  readonly link: (query: string) => string | undefined;
  /** What reset goes back to. */
  readonly authored: () => Start;
  /** The widget in a state as one file; undefined where that cannot be made. */
  readonly page: ((query: string) => Promise<Blob>) | undefined;
}

/** Values from outside that have been checked, and what did not fit, in sentences. */
export interface Patch {
  readonly values: Readonly<Record<string, Value>>;
  readonly notices: readonly string[];
}

/** Where a widget starts. */
export interface Start {
  readonly state?: string | undefined;
  /** What has to be said about where the state came from. */
  readonly notice?: string | undefined;
  /** Laid over the state, the last on top. */
  readonly patches?: readonly Patch[];
}

/** What listeners are told. Arrays are copies; nothing points into the engine. */
export interface FrameDetail {
  readonly slug: string;
  readonly params: Values;
  /** The state as the codec writes it. */
  readonly state: string;
  readonly result: unknown;
  readonly formula: unknown;
  /** Python source that only the engine can write: typed functions. */
  readonly literals: Readonly<Record<string, string | undefined>>;
  readonly isDefault: boolean;
  /** The last change could not be computed: params and result are those of the last state that could. */
  readonly stale: boolean;
}

interface Good {
  readonly state: Values;
  readonly result: unknown;
}

/** Milliseconds after which a call is tried again on a fresh engine. */
const RECOVERY = 200;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';

/** A text that does not parse is the fault of its own field, also when it came by a link. */
function blamed(code: string, { concept, values, lastChanged }: Store): string | undefined {
  if (code !== 'invalid-expression') return lastChanged;
  const texts = Object.entries(concept.parameters).filter(([, p]) => p.kind === 'function');
  const own = texts.find(([key]) => key === lastChanged) ?? texts.find(([key, p]) => values[key] !== p.default);
  return own?.[0] ?? lastChanged;
}

export class Frame {
  readonly #host: FrameHost;
  /** Everything is drawn before it. Lit remembers there what it drew, and not at the root, which outlives the frame. */
  readonly #end = document.createComment('');
  readonly #loaded: Loaded;
  readonly #store: Store;
  readonly #ahead: Ahead;
  #good: Good | undefined;
  #failure: Failure | undefined;
  #notices: readonly string[] = [];
  #layout: Layout = {};
  #highlight: string | undefined;
  #tableOpen = false;
  #width = 0;
  #spoken = '';
  /** The last change is complete, not a moment of a drag. */
  #done = true;
  /** A visitor had a part in what is about to be drawn; what a script sets fires no event of input. */
  #byVisitor = false;
  #silent = false;
  #stepped = false;
  #scheduled = false;
  #began = 0;
  #dirty: Promise<void> | undefined;
  #disposed = false;

  constructor(host: FrameHost, loaded: Loaded) {
    this.#host = host;
    this.#loaded = loaded;
    this.#store = new Store(loaded.concept, (done) => this.#changed(done));
    const { concept, widget, engine } = loaded;
    this.#ahead = new Ahead(concept.parameters, (state) => widget.compute(engine, state));
    adoptStyles(host.root, [...host.sheets, base, buttons, layout, matrixViewStyles, frameStyles]);
    host.root.addEventListener('value', this.#step);
  }

  readonly #step = (event: Event): void => {
    if (event.target instanceof Element && event.target.localName === 'nabla-player') this.#stepped = true;
  };

  /** Fetches what the first state needs, computes it and draws it. */
  async start(start: Start): Promise<void> {
    this.#notices = this.#read(start);
    const { concept, widget } = this.#loaded;
    // The default state stands in where the one that was asked for cannot be computed.
    await Promise.all([widget.prepare?.(defaultsOf(concept.parameters)), widget.prepare?.(this.#store.values)]);
    if (this.#disposed) return;
    this.#host.root.append(this.#end);
    this.#recompute();
    this.#draw();
    this.#warmUp();
  }

  #warmUp(): void {
    const { concept, widget, engine } = this.#loaded;
    warmUp({
      element: this.#host.element,
      alive: () => !this.#disposed,
      concept,
      values: () => this.#store.values,
      compute: (state) => widget.compute(engine, state),
      draw: () => this.#rehearse(),
    });
  }

  /** Draws the same numbers from a fresh result; not under the hands of who is typing, nor over a message. */
  #rehearse(): void {
    if (!this.#good || this.#failure || this.#scheduled || this.#host.root.activeElement) return;
    this.#good = this.#attempt(this.#good.state) ?? this.#good;
    this.#draw();
  }

  #read({ state = '', notice, patches = [] }: Start): readonly string[] {
    return this.#silently(() => {
      const notices = this.#store.decode(state);
      for (const { values } of patches) if (Object.keys(values).length > 0) this.#store.take(values);
      return [notice ?? [], notices, patches.flatMap((p) => p.notices)].flat();
    });
  }

  /** The state as text, for links: what differs from the defaults, or the preset. */
  get state(): string {
    return this.#store.encode();
  }

  /** Takes a state from text. Never throws; what cannot be read is said in the widget. */
  setState(query: string, notice?: string): void {
    const notices = this.#silently(() => this.#store.decode(query));
    this.#notices = notice === undefined ? notices : [notice, ...notices];
  }

  get concept(): Concept {
    return this.#loaded.concept;
  }

  /** The parameters, whether or not they could be computed. */
  get values(): Values {
    return this.#store.values;
  }

  get result(): unknown {
    return this.#good?.result;
  }

  take({ values, notices }: Patch): void {
    this.#notices = notices;
    this.#silently(() => this.#store.take(values));
  }

  /** Back to what the author of the page wrote, and to the defaults in everything else. */
  reset(): void {
    this.#notices = this.#read(this.#host.authored());
  }

  set highlight(key: string | undefined) {
    if (key === this.#highlight) return;
    this.#highlight = key;
    this.redraw();
  }

  set layout(layout: Layout) {
    this.#layout = layout;
    this.redraw();
  }

  /** Does something with the player, where the picture has one, and says whether it has. */
  player(act: (player: NablaPlayer) => void): boolean {
    const player = this.#host.root.querySelector<NablaPlayer>('nabla-player');
    if (player) act(player);
    return player !== null;
  }

  table(): DataTable {
    return this.#loaded.widget.table(this.#view());
  }

  get picture(): HTMLElement {
    return this.#host.root.querySelector<HTMLElement>('.picture') as HTMLElement;
  }

  resize(width: number): void {
    const crossed = (w: number): boolean => this.#width < w !== width < w;
    const redraw = crossed(560) || crossed(860) || crossed(1);
    this.#width = width;
    if (redraw) this.redraw();
  }

  /** Draws again, once however often it is asked for before the next microtask. */
  redraw(): void {
    if (!this.#good || this.#disposed) return;
    this.#dirty ??= Promise.resolve().then(() => this.#draw());
  }

  dispose(): void {
    this.#disposed = true;
    coolDown(this.#host.element);
    this.#host.root.removeEventListener('value', this.#step);
    this.#render(undefined);
    this.#end.remove();
  }

  #render(template: unknown): void {
    if (this.#end.parentNode) render(template, this.#host.root, { renderBefore: this.#end });
  }

  #silently<T>(change: () => T): T {
    this.#silent = true;
    try {
      return change();
    } finally {
      this.#silent = false;
    }
  }

  #changed(done: boolean): void {
    if (!this.#silent) this.#byVisitor = true;
    // Before the first picture nothing is drawn that a change could outrun.
    if (this.#good) this.#schedule(done);
  }

  /** At most one computation a frame: the last value wins. */
  #schedule(done: boolean): void {
    this.#done = done;
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      const missing = this.#loaded.widget.prepare?.(this.#store.values);
      if (missing) void this.#await(missing);
      else this.#frame();
    });
  }

  #frame(): void {
    this.#scheduled = false;
    if (this.#disposed) return;
    busy();
    this.#began = performance.now();
    if (!this.#done) moment(this.#began);
    this.#recompute();
    timed('nabla-compute', this.#began);
    this.#draw();
    // The elements of the picture draw in microtasks of their own, which are queued by now.
    void Promise.resolve().then(() => this.#announce());
  }

  /** Until a part of the widget has come, the last picture stays; if it cannot come, that is said. */
  async #await(missing: Promise<unknown>): Promise<void> {
    try {
      await missing;
      this.#frame();
      this.#warmUp();
    } catch {
      this.#scheduled = false;
      this.#failure = {
        message: 'This part of the widget could not be fetched; try again once the network is back.',
        key: undefined,
      };
      this.redraw();
    }
  }

  #announce(): void {
    moment();
    if (this.#disposed) return;
    timed('nabla-frame', this.#began);
    const { emit } = this.#host;
    const detail = this.detail();
    emit('nabla-render', detail);
    if (this.#byVisitor) emit('nabla-input', detail);
    if (this.#byVisitor && this.#stepped) emit('nabla-step', detail);
    this.#stepped = false;
    if (!this.#done) {
      if (this.#good && this.#isDear(this.#good.state)) this.#ahead.follow(this.#good.state);
      return;
    }
    this.#speak();
    if (this.#byVisitor) emit('nabla-change', detail);
    this.#byVisitor = false;
  }

  /** A screen reader hears the sentence once a change is complete, not in every frame of a drag. */
  #speak(): void {
    const text = this.#loaded.widget.sentence(this.#view());
    if (text === this.#spoken) return;
    this.#spoken = text;
    this.redraw();
  }

  #recompute(): void {
    try {
      this.#good = this.#computed(this.#store.values);
      this.#failure = undefined;
    } catch (error) {
      this.#fail(error);
      // A link may open straight into a failure: the picture behind it is then the default one.
      this.#good = this.#nearestGood() ?? this.#good ?? this.#attempt(defaultsOf(this.#loaded.concept.parameters));
    }
    // Not even the defaults can be computed: the engine is at fault, not the state.
    if (!this.#good) this.#host.failed(this.#failure?.message ?? '');
  }

  #computed(state: Values): Good {
    const { widget, engine } = this.#loaded;
    return { state, result: this.#isDear(state) ? this.#ahead.of(state) : widget.compute(engine, state) };
  }

  #isDear(state: Values): boolean {
    return this.#loaded.widget.dear?.(state) ?? false;
  }

  #attempt(state: Values): Good | undefined {
    try {
      return this.#computed(state);
    } catch {
      return undefined;
    }
  }

  /** What was asked for, but for the parameter at fault: so the picture is the one that its control stands in. */
  #nearestGood(): Good | undefined {
    const key = this.#failure?.key;
    if (key === undefined) return undefined;
    const before = this.#good?.state ?? defaultsOf(this.#loaded.concept.parameters);
    return this.#attempt({ ...this.#store.values, [key]: before[key] } as Values);
  }

  #fail(error: unknown): void {
    const code = codeOf(error);
    const message = error instanceof Error ? error.message : String(error);
    const key = this.#loaded.widget.blame?.(code, this.#store.values) ?? blamed(code, this.#store);
    const position = error instanceof Error && 'position' in error ? (error.position as number | undefined) : undefined;
    this.#failure = { message, key, position };
    // A fresh engine is being made; it takes a few milliseconds.
    if (code === 'recovering') setTimeout(() => this.#schedule(true), RECOVERY);
    this.#host.emit('nabla-error', { code, message, hint: undefined });
  }

  detail(): FrameDetail {
    const view = this.#view();
    const { concept, widget } = this.#loaded;
    return {
      slug: concept.slug,
      params: view.state,
      state: this.state,
      result: view.result,
      formula: widget.formula(view),
      literals: this.#literals(view),
      isDefault: this.#store.isDefault,
      stale: this.#failure !== undefined,
    };
  }

  /** Where a text that no lens shows cannot be read, the code on the page stays as it was. */
  #literals(view: View<Parameters, unknown>): Readonly<Record<string, string | undefined>> {
    const { widget, engine } = this.#loaded;
    try {
      return widget.literals?.(view, engine) ?? {};
    } catch {
      return {};
    }
  }

  #view(): View<Parameters, unknown> {
    const store = this.#store;
    const readonly = this.#layout.readonly ?? false;
    return {
      ...(this.#good as Good),
      width: this.#width,
      preset: store.preset,
      highlight: this.#highlight,
      set: (patch, options) => {
        if (!readonly) store.set(patch, options?.done ?? true);
      },
      setHighlight: (key) => {
        if (key === this.#highlight) return;
        this.highlight = key;
        this.#host.emit('nabla-highlight', { key });
      },
      control: (key, options) => control(store, key, this.#messageFor(key), options),
    };
  }

  #messageFor(key: string): Message | undefined {
    const refused = this.#store.errors.get(key);
    if (refused !== undefined) return { text: refused };
    if (this.#failure?.key !== key) return undefined;
    return { text: this.#failure.message, position: this.#failure.position };
  }

  #draw(): void {
    this.#dirty = undefined;
    if (!this.#good || this.#disposed) return;
    this.#render(this.#template());
    if (this.#showOrphan()) this.#render(this.#template());
  }

  #template(): unknown {
    return frameView({
      concept: this.#loaded.concept,
      widget: this.#loaded.widget,
      view: this.#view(),
      failure: this.#failure,
      notices: this.#notices,
      spoken: this.#spoken,
      layout: this.#layout,
      tableOpen: this.#tableOpen,
      openTable: (open) => {
        this.#tableOpen = open;
        this.redraw();
      },
      apply: (preset) => this.#apply(preset),
      cure: (values) => this.#store.set(values),
      reset: () => {
        this.reset();
        this.#byVisitor = true;
      },
      picture: () => this.picture,
      link: this.#host.link('') === undefined ? undefined : () => this.#host.link(this.state) ?? '',
      page: this.#host.page && (() => this.#host.page?.(this.state) as Promise<Blob>),
      ink: this.#host.element,
    });
  }

  #apply(preset: Preset): void {
    this.#notices = [];
    this.#store.apply(preset);
  }

  /** A message whose control is folded away unfolds it; one whose control is not there goes under the picture. */
  #showOrphan(): boolean {
    const key = this.#failure?.key;
    if (key === undefined) return false;
    const control = this.#host.root.querySelector(`[data-parameter="${key}"]`);
    const folded = control?.closest('details');
    if (folded) folded.open = true;
    if (control) return false;
    this.#failure = { message: (this.#failure as Failure).message, key: undefined };
    return true;
  }
}
