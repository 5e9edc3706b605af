// The frame around every widget: loads it when it comes near, keeps its state, runs the engine at most once a frame,
// shows messages beside controls, keeps the last good picture when something fails, offers presets and exports.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { control, type Message } from './controls';
import { tableOf } from './data-table';
import { exportsOf } from './exports';
import { frameStyles } from './frame-styles';
import { defaultsOf, type Concept, type Parameters, type Preset } from './parameters';
import { Store } from './store';
import { matrixViewStyles } from './matrix-view';
import { base, buttons, layout } from './styles';
import { onThemeChange } from './theme';
import type { View, WidgetDefinition } from './widget';

export interface Loaded {
  readonly concept: Concept;
  readonly widget: WidgetDefinition;
  readonly engine: unknown;
}

export type Status = 'idle' | 'loading' | 'ready' | 'error';

interface Failure {
  readonly message: string;
  /** Control that the message stands next to. */
  readonly key: string | undefined;
  /** Of a text: the character at fault, from 1. */
  readonly position?: number | undefined;
}

interface Good {
  readonly state: View<Parameters, unknown>['state'];
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

export abstract class WidgetFrame extends LitElement {
  static override styles = [base, buttons, layout, matrixViewStyles, frameStyles];
  static override properties = { status: { reflect: true }, highlight: { state: true }, tableOpen: { state: true } };

  declare status: Status;
  declare highlight: string | undefined;
  /** A closed table is not made: it would cost every frame of a drag. */
  declare tableOpen: boolean;

  #loaded: Loaded | undefined;
  #store: Store | undefined;
  #good: Good | undefined;
  #failure: Failure | undefined;
  #loadError = '';
  #notices: readonly string[] = [];
  #pendingState: string | undefined;
  #scheduled = false;
  #spoken = '';
  #done = true;
  #width = 0;
  #observers: { disconnect(): void }[] = [];

  constructor() {
    super();
    this.status = 'idle';
    this.tableOpen = false;
  }

  /** Fetches concept, widget and engine. */
  protected abstract load(): Promise<Loaded>;

  override connectedCallback(): void {
    super.connectedCallback();
    const near = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && void this.start(), {
      rootMargin: '200px',
    });
    near.observe(this);
    const size = new ResizeObserver(([entry]) => this.#resize(entry?.contentRect.width ?? 0));
    size.observe(this);
    const print = (): void => void this.start();
    addEventListener('beforeprint', print);
    this.addEventListener('focusin', print);
    this.#observers = [
      near,
      size,
      { disconnect: onThemeChange(() => this.requestUpdate()) },
      { disconnect: () => removeEventListener('beforeprint', print) },
      { disconnect: () => this.removeEventListener('focusin', print) },
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observers.forEach((o) => o.disconnect());
    this.#observers = [];
  }

  /** Wakes the widget; called by itself when it comes near the window. */
  async start(): Promise<void> {
    if (this.status !== 'idle' && this.status !== 'error') return;
    this.status = 'loading';
    try {
      await this.#load();
    } catch (error) {
      this.#loadError = error instanceof Error ? error.message : String(error);
      this.status = 'error';
      this.#emit('nabla-error', { code: codeOf(error), message: this.#loadError });
      return;
    }
    this.status = 'ready';
    this.#recompute();
    await this.updateComplete;
    this.#emit('nabla-ready', this.#detail());
  }

  async #load(): Promise<void> {
    this.#loaded = await this.load();
    const { concept, widget } = this.#loaded;
    this.#store = new Store(concept, (done) => this.#schedule(done));
    if (this.#pendingState !== undefined) this.#notices = this.#store.decode(this.#pendingState);
    // The default state stands in where the one that was asked for cannot be computed.
    await Promise.all([widget.prepare?.(defaultsOf(concept.parameters)), widget.prepare?.(this.#store.values)]);
  }

  /** The state as text, for links: what differs from the defaults, or the preset. */
  getState(): string {
    return this.#store?.encode() ?? this.#pendingState ?? '';
  }

  /** Takes a state from text. Never throws; what cannot be read is said in the widget. */
  setState(query: string): void {
    this.#pendingState = query;
    if (!this.#store) return;
    this.#notices = this.#store.decode(query);
  }

  reset(): void {
    this.#notices = [];
    this.#store?.reset();
  }

  #resize(width: number): void {
    const crossed = (w: number): boolean => this.#width < w !== width < w;
    const redraw = crossed(560) || crossed(860) || crossed(1);
    this.#width = width;
    if (redraw) this.requestUpdate();
  }

  /** At most one computation a frame: the last value wins. */
  #schedule(done: boolean): void {
    this.#done = done;
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      const missing = this.#loaded?.widget.prepare?.((this.#store as Store).values);
      if (missing) void this.#await(missing);
      else this.#frame();
    });
  }

  #frame(): void {
    this.#scheduled = false;
    performance.mark('nabla-frame-start');
    this.#recompute();
    void this.updateComplete.then(() => this.#announce());
  }

  /** Until a part of the widget has come, the last picture stays; if it cannot come, that is said. */
  async #await(missing: Promise<unknown>): Promise<void> {
    try {
      await missing;
      this.#frame();
    } catch {
      this.#scheduled = false;
      this.#failure = {
        message: 'This part of the widget could not be fetched; try again once the network is back.',
        key: undefined,
      };
      this.requestUpdate();
    }
  }

  #announce(): void {
    performance.measure('nabla-frame', 'nabla-frame-start');
    this.#emit('nabla-input', this.#detail());
    if (!this.#done) return;
    this.#speak();
    this.#emit('nabla-change', this.#detail());
  }

  /** A screen reader hears the sentence once a change is complete, not in every frame of a drag. */
  #speak(): void {
    const text = this.#loaded?.widget.sentence(this.#view()) ?? '';
    if (text === this.#spoken) return;
    this.#spoken = text;
    this.requestUpdate();
  }

  #recompute(): void {
    const { widget, engine } = this.#loaded as Loaded;
    const store = this.#store as Store;
    try {
      this.#good = { state: store.values, result: widget.compute(engine, store.values) };
      this.#failure = undefined;
    } catch (error) {
      this.#fail(error);
      this.#good = this.#nearestGood() ?? this.#good;
      // A link may open straight into a failure: the picture behind it is then the default one.
      this.#good ??= this.#defaultGood();
    }
    if (!this.#good) {
      // Not even the defaults can be computed: the engine is at fault, not the state.
      this.#loadError = this.#failure?.message ?? '';
      this.status = 'error';
    }
    this.requestUpdate();
  }

  #defaultGood(): Good | undefined {
    const { widget, engine, concept } = this.#loaded as Loaded;
    const state = defaultsOf(concept.parameters);
    try {
      return { state, result: widget.compute(engine, state) };
    } catch {
      return undefined;
    }
  }

  /** What was asked for, but for the parameter at fault: so the picture is the one that its control stands in. */
  #nearestGood(): Good | undefined {
    const { widget, engine, concept } = this.#loaded as Loaded;
    const key = this.#failure?.key;
    if (key === undefined) return undefined;
    const before = this.#good?.state ?? defaultsOf(concept.parameters);
    const state = { ...(this.#store as Store).values, [key]: before[key] } as Good['state'];
    try {
      return { state, result: widget.compute(engine, state) };
    } catch {
      return undefined;
    }
  }

  #fail(error: unknown): void {
    const store = this.#store as Store;
    const code = codeOf(error);
    const message = error instanceof Error ? error.message : String(error);
    const key = this.#loaded?.widget.blame?.(code, store.values) ?? blamed(code, store);
    const position = error instanceof Error && 'position' in error ? (error.position as number | undefined) : undefined;
    this.#failure = { message, key, position };
    // A fresh engine is being made; it takes a few milliseconds.
    if (code === 'recovering') setTimeout(() => this.#schedule(true), RECOVERY);
    this.#emit('nabla-error', { code, message });
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #detail(): unknown {
    const view = this.#view();
    const { concept, widget } = this.#loaded as Loaded;
    return {
      concept,
      state: view.state,
      result: view.result,
      formula: widget.formula(view),
      literals: this.#literals(view),
      query: this.getState(),
      isDefault: (this.#store as Store).isDefault,
      stale: this.#failure !== undefined,
    };
  }

  /** Where a text that no lens shows cannot be read, the code on the page stays as it was. */
  #literals(view: View<Parameters, unknown>): Readonly<Record<string, string | undefined>> {
    const { widget, engine } = this.#loaded as Loaded;
    try {
      return widget.literals?.(view, engine) ?? {};
    } catch {
      return {};
    }
  }

  #view(): View<Parameters, unknown> {
    const store = this.#store as Store;
    const good = this.#good as Good;
    return {
      ...good,
      width: this.#width,
      preset: store.preset,
      highlight: this.highlight,
      set: (patch, options) => store.set(patch, options?.done ?? true),
      setHighlight: (key) => {
        if (key === this.highlight) return;
        this.highlight = key;
        this.#emit('nabla-highlight', { key });
      },
      control: (key, options) => control(store, key, this.#messageFor(key), options),
    };
  }

  #messageFor(key: string): Message | undefined {
    const refused = (this.#store as Store).errors.get(key);
    if (refused !== undefined) return { text: refused };
    if (this.#failure?.key !== key) return undefined;
    return { text: this.#failure.message, position: this.#failure.position };
  }

  protected override render(): TemplateResult {
    if (this.status === 'ready') return this.#renderWidget();
    return html`<slot></slot> ${
        this.status === 'error'
          ? html`<div class="unavailable" role="alert">
              <p><strong>The interactive picture cannot run.</strong> ${this.#loadError}</p>
              <button @click=${() => void this.start()}>Try again</button>
            </div>`
          : nothing
      }`;
  }

  #renderWidget(): TemplateResult {
    const { widget } = this.#loaded as Loaded;
    const view = this.#view();
    const stale = this.#failure !== undefined;
    const warning = stale ? undefined : widget.warning?.(view);
    return html`
      <div class="base" part="base">
        <div class="card">
          <div class="picture ${stale ? 'stale' : ''}" part="plot">${widget.picture(view)}</div>
          <div class="saying">
            <p class="sentence ${stale ? 'stale' : ''}" part="readout">${widget.sentence(view)}</p>
            <p class="sr-only" role="status">${this.#spoken}</p>
            ${this.#renderFailure()} ${warning ? html`<p class="warning">${warning}</p>` : nothing}
            ${this.#notices.map((n) => html`<p class="notice" role="status">${n}</p>`)} ${this.#renderPreset()}
          </div>
        </div>
        ${this.#renderPresets()} ${this.#renderData(view)}
      </div>
    `;
  }

  /** A failure that belongs to no control on screen stands under the picture; the picture shows the last good state. */
  #renderFailure(): TemplateResult | typeof nothing {
    if (!this.#failure) return nothing;
    return html`<div class="failure">
      ${this.#failure.key ? nothing : html`<p role="alert">${this.#failure.message}</p>`}
      <p>The picture shows the last state that worked.</p>
    </div>`;
  }

  #renderPreset(): TemplateResult | typeof nothing {
    const preset = this.#store?.preset;
    if (!preset) return nothing;
    const { cure } = preset;
    return html`<div class="cause ${preset.kind}">
      <p>${preset.cause}</p>
      ${
        cure
          ? html`<p>${cure.sentence} <button @click=${() => this.#store?.set(cure.values)}>${cure.label}</button></p>`
          : nothing
      }
    </div>`;
  }

  #renderPresets(): TemplateResult {
    const { concept } = this.#loaded as Loaded;
    const group = (kind: Preset['kind'], title: string): TemplateResult | typeof nothing => {
      const presets = concept.presets.filter((p) => p.kind === kind);
      if (presets.length === 0) return nothing;
      return html`<div class="group" role="group" aria-label=${title}>
        <span class="title">${title}</span>
        ${presets.map(
          (p) =>
            html`<button
              class=${kind}
              data-preset=${p.id}
              aria-pressed=${this.#store?.preset?.id === p.id}
              @click=${() => this.#apply(p)}
            >
              ${p.label}
            </button>`,
        )}
      </div>`;
    };
    return html`<div class="presets">
      ${group('example', 'Try')} ${group('break', 'Break it')}
      <button class="quiet" @click=${() => this.reset()}>Reset</button>
    </div>`;
  }

  #apply(preset: Preset): void {
    this.#notices = [];
    this.#store?.apply(preset);
  }

  #renderData(view: View<Parameters, unknown>): TemplateResult {
    const { concept, widget } = this.#loaded as Loaded;
    return html`
      <div class="more">
        <details @toggle=${(e: Event) => (this.tableOpen = (e.target as HTMLDetailsElement).open)}>
          <summary>The data as a table</summary>
          ${this.tableOpen ? tableOf(widget.table(view)) : nothing}
        </details>
        ${exportsOf({
          slug: concept.slug,
          table: () => widget.table(view),
          formula: () => widget.formula(view),
          picture: () => this.renderRoot.querySelector<HTMLElement>('.picture'),
          link: () => this.#link(concept.slug),
          ink: this,
        })}
      </div>
    `;
  }

  /** A message whose control is folded away unfolds it; one whose control is not there goes under the picture. */
  #showOrphan(): void {
    const key = this.#failure?.key;
    if (key === undefined) return;
    const control = this.renderRoot.querySelector(`[data-parameter="${key}"]`);
    const folded = control?.closest('details');
    if (folded) folded.open = true;
    if (control) return;
    this.#failure = { message: (this.#failure as Failure).message, key: undefined };
    this.requestUpdate();
  }

  #link(slug: string): string {
    const query = this.getState();
    return `${location.href.split('#')[0]}#${slug}${query ? `?${query}` : ''}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.toggleAttribute('data-ready', this.status === 'ready');
    this.#showOrphan();
  }
}
