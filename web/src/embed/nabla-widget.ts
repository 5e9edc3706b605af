// The public element for everybody's pages: <nabla-widget concept="softmax" logits="2,1,0.1">. Attributes, properties and
// methods follow from the parameter table of its concept; it brings its own colours and follows the page's dark or light.

import { heights, version } from 'virtual:nabla-facts';
import type { EngineChoice } from '../engine';
import { toCsv } from '../kit/csv';
import type { Frame, Patch, Start } from '../kit/frame';
import type { Layout } from '../kit/frame-view';
import type { Parameters } from '../kit/parameters';
import { isPacked } from '../kit/state-form';
import { onThemeChange, reducedMotion, tellTheme } from '../kit/theme';
import { camel, isForeign, OWN, parameterNamed, parameterTexts } from './attributes';
import { engineChoice, isTheme, page, settings, siteAddress, type Theme } from './config';
import { embedAddress, siteLink } from './links';
import { patchOf, patchOfTexts, plainValues } from './patch';
import { schemeAround } from './scheme';
import { NablaShell } from './shell';

const SWITCHES = {
  readonly: 'readonly',
  withoutControls: 'without-controls',
  withoutCaption: 'without-caption',
  withoutTable: 'without-table',
  withFormula: 'with-formula',
  autoplay: 'autoplay',
} as const;

const PROPERTIES = [
  'concept',
  'theme',
  'params',
  'state',
  'highlight',
  'loading',
  'label',
  'assets',
  ...Object.keys(SWITCHES),
];

/** Height of the formula, as the frame's styles have it. */
const FORMULA = 112;

const warned = new Set<string>();

/** Each thing once, however many widgets say it. */
function warn(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}

/** In px, by the width that the widget has. */
function heightOf(slug: string, width: number): number {
  const [narrow = 0, medium = 0, wide = 0] = heights[slug] ?? [];
  return width < 560 ? narrow : width < 860 ? medium : wide;
}

export class NablaWidget extends NablaShell {
  static override readonly observedAttributes: readonly string[] = OWN;
  static readonly version: string = version;
  /** Colours, type and space, which the page does not bring. */
  static tokens: CSSStyleSheet | undefined;

  /** What depends on this widget's place: its scheme, and the space it is given before it wakes. */
  readonly #own = new CSSStyleSheet();
  readonly #internals: ElementInternals;
  #params: Readonly<Record<string, unknown>> | undefined;
  #asked: string | undefined;
  #scheme: 'light' | 'dark' | undefined;

  constructor() {
    super();
    this.#internals = this.attachInternals();
    // For as long as there is the element: what is set while it is out of the page counts once it is back.
    new MutationObserver((records) => this.#attributes(records.map((r) => r.attributeName ?? ''))).observe(this, {
      attributes: true,
    });
    this.root.adoptedStyleSheets = [...this.sheets()];
  }

  get theme(): Theme {
    const own = this.getAttribute('theme');
    return isTheme(own) ? own : (settings.theme ?? 'auto');
  }
  set theme(theme: Theme) {
    this.setAttribute('theme', theme);
  }

  /** The parameters as JSON holds them: matrices as rows. Setting it changes those that are named and fires no event. */
  get params(): Readonly<Record<string, unknown>> {
    return this.frame ? plainValues(this.frame.values) : (this.#params ?? {});
  }
  set params(params: Readonly<Record<string, unknown>> | null | undefined) {
    if (this.frame) this.frame.take(patchOf(this.frame.concept.parameters, params ?? {}));
    else this.#params = { ...this.#params, ...params };
  }

  get state(): string {
    return this.getState();
  }
  set state(state: string) {
    void this.setState(state);
  }

  /** What the engine made of the parameters, as copies; undefined before the widget is ready. */
  get result(): unknown {
    return this.frame?.result;
  }

  override connectedCallback(): void {
    this.#upgrade();
    super.connectedCallback();
    // WebKit applies sheets that a root took before it stood in the page from the next frame on: measured before that, the
    // element would be inline and have no width.
    this.root.adoptedStyleSheets = [...this.root.adoptedStyleSheets];
    this.#followScheme();
    this.#appear(this.clientWidth);
    this.#label();
    if (this.getAttribute('loading') === 'eager') void this.load();
  }

  /** Properties that were set before the element was defined lie on the instance and hide the accessors. */
  #upgrade(): void {
    const self = this as unknown as Record<string, unknown>;
    for (const name of PROPERTIES.filter((p) => Object.hasOwn(this, p))) {
      const value = self[name];
      delete self[name];
      self[name] = value;
    }
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) return;
    super.attributeChangedCallback(name, before, now);
    if (name === 'concept') this.#anotherConcept(before);
    else if (name === 'theme') this.#followScheme();
    else if (name === 'label') this.#label();
    else if (name === 'state') void this.setState(now ?? '');
    else if (name === 'params' && this.frame) this.frame.take(this.#attributePatch(this.frame.concept.parameters));
    else if (!['loading', 'params', 'assets'].includes(name)) this.#leaveOut();
  }

  #anotherConcept(before: string | null): void {
    this.#appear(this.clientWidth);
    if (before === null) return;
    // What was set spoke of the concept before; what stands in an attribute is read anew.
    this.#params = undefined;
    const state = this.getAttribute('state');
    if (state) void this.setState(state);
  }

  #leaveOut(): void {
    if (this.frame) this.frame.layout = this.layout();
    this.#appear(this.clientWidth);
  }

  protected override observe(): { disconnect(): void }[] {
    const wake = (): void => void this.load();
    this.addEventListener('click', wake);
    return [
      ...super.observe(),
      { disconnect: onThemeChange(() => this.#followScheme()) },
      { disconnect: () => this.removeEventListener('click', wake) },
    ];
  }

  protected override get comesNear(): boolean {
    return this.getAttribute('loading') !== 'click';
  }

  protected override resized(width: number): void {
    super.resized(width);
    if (width > 0) this.#appear(width);
  }

  override async load(): Promise<void> {
    const sleeps = ['idle', 'error'].includes(this.status);
    await super.load();
    // Once: whoever touches or meets it later has perhaps stopped it.
    if (sleeps && this.status === 'ready' && this.hasAttribute('autoplay') && !reducedMotion()) this.play();
  }

  protected override begin(frame: Frame): Start {
    const { parameters } = frame.concept;
    this.#warnOfAttributes(parameters);
    return {
      ...super.begin(frame),
      patches: [
        ...(this.authored(frame).patches ?? []),
        patchOf(parameters, { ...this.#params, ...this.#parameterProperties(parameters) }),
      ],
    };
  }

  protected override authored({ concept: { parameters } }: Frame): Start {
    const state = this.getAttribute('state') ?? '';
    return {
      // A packed state takes a moment to unpack, which no reset waits for.
      state: isPacked(state) ? '' : state,
      patches: [this.#attributePatch(parameters)],
    };
  }

  protected override engineChoice(): EngineChoice {
    return engineChoice(this.getAttribute('assets'));
  }

  protected override layout(): Layout {
    return {
      controls: this.hasAttribute('without-controls'),
      caption: this.hasAttribute('without-caption'),
      table: this.hasAttribute('without-table'),
      formula: this.hasAttribute('with-formula'),
      readonly: this.hasAttribute('readonly'),
    };
  }

  protected override sheets(): readonly CSSStyleSheet[] {
    const { tokens } = NablaWidget;
    // Called by the shell's constructor too, before there is a sheet of one's own.
    return tokens && #own in this ? [tokens, this.#own] : [];
  }

  protected override get site(): URL | undefined {
    return siteAddress() ?? super.site;
  }

  protected override get isLinked(): boolean {
    return siteAddress() !== undefined || page.isOneWidget;
  }

  protected override link(query: string): string {
    return siteLink(this.concept, query);
  }

  // -- attributes and properties of the concept's parameters ------------------------------------------------------------

  #jsonParams(): Record<string, unknown> {
    const text = this.getAttribute('params');
    if (text === null) return {};
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // Said below.
    }
    warn(`nabla-widget: the attribute params holds no JSON object: ${text.slice(0, 60)}`);
    return {};
  }

  /** Attributes of single parameters lie over the JSON of all. */
  #attributePatch(parameters: Parameters): Patch {
    const json = patchOf(parameters, this.#jsonParams());
    const texts = patchOfTexts(parameters, parameterTexts(this, parameters));
    return { values: { ...json.values, ...texts.values }, notices: [...json.notices, ...texts.notices] };
  }

  #attributes(names: readonly string[]): void {
    if (!this.frame) return;
    const { parameters } = this.frame.concept;
    const texts: Record<string, string | undefined> = {};
    for (const name of names) {
      const key = isForeign(name) ? undefined : parameterNamed(parameters, name);
      if (key !== undefined) texts[key] = this.getAttribute(name) ?? undefined;
    }
    if (Object.keys(texts).length > 0) this.frame.take(patchOfTexts(parameters, texts));
  }

  /** A property for every parameter, where the element has none of that name; what was set before it woke counts. */
  #parameterProperties(parameters: Parameters): Record<string, unknown> {
    const self = this as unknown as Record<string, unknown>;
    const given: Record<string, unknown> = {};
    const names = Object.entries(parameters).flatMap(([key, { attribute }]) =>
      [key, ...(attribute ? [camel(attribute)] : [])].map((name) => [name, key] as const),
    );
    for (const [name, key] of names) {
      if (name in NablaWidget.prototype) continue;
      const before = Object.getOwnPropertyDescriptor(this, name);
      if (before && 'value' in before) given[key] = self[name];
      Object.defineProperty(this, name, {
        configurable: true,
        enumerable: true,
        get: () => this.params[key],
        set: (value: unknown) => (this.params = { [key]: value }),
      });
    }
    return given;
  }

  #warnOfAttributes(parameters: Parameters): void {
    for (const { name, value } of this.attributes) {
      if (!isForeign(name) && parameterNamed(parameters, name) === undefined)
        warn(`nabla-widget: ${this.concept} has no parameter “${name}” (${name}="${value.slice(0, 40)}").`);
    }
  }

  // -- appearance -------------------------------------------------------------------------------------------------------

  #followScheme(): void {
    if (!this.isConnected) return;
    const scheme = this.theme === 'auto' ? schemeAround(this) : this.theme;
    if (scheme === this.#scheme) return;
    this.#scheme = scheme;
    this.#appear(this.clientWidth);
    tellTheme();
  }

  /** Scheme and reserved space in one sheet: the element's own style attribute stays the author's. */
  #appear(width: number): void {
    const { controls, caption, table, formula } = this.layout();
    const height = controls || caption || table ? 0 : heightOf(this.concept, width) + (formula ? FORMULA : 0);
    const asked = `${this.#scheme ?? ''} ${height}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#own.replaceSync(
      `:host { color-scheme: ${this.#scheme ?? 'light'}; min-height: ${height}px; } @media print { :host { color-scheme: light; } :host(:not([data-ready])) { min-height: 0; } }`,
    );
  }

  #label(): void {
    const label = this.getAttribute('label');
    this.#internals.role = label === null ? null : 'group';
    this.#internals.ariaLabel = label;
  }

  // -- what scripts may ask ---------------------------------------------------------------------------------------------

  /** Plays the process, where the widget shows one; says whether it does. */
  play(): boolean {
    return this.frame?.player((p) => p.play()) ?? false;
  }
  pause(): boolean {
    return this.frame?.player((p) => p.pause()) ?? false;
  }
  step(n = 1): boolean {
    return this.frame?.player((p) => p.go(n)) ?? false;
  }

  /** The data behind the picture. */
  exportData(format: 'json' | 'csv' = 'json'): string {
    const frame = this.#awake();
    const table = frame.table();
    if (format === 'csv') return toCsv(table);
    return JSON.stringify({ concept: this.concept, params: this.params, state: this.getState(), data: table });
  }

  /** The picture as it stands. */
  async toBlob(type: 'image/png' | 'image/svg+xml' = 'image/png'): Promise<Blob> {
    const { picture } = this.#awake();
    const { pictureBlob, pictureSvg } = await import('../kit/picture');
    return type === 'image/png' ? pictureBlob(picture, this) : pictureSvg(picture, this);
  }

  /** Address of this widget in this state: on its site, or alone for an iframe. */
  async shareUrl({ embed = false } = {}): Promise<string> {
    if (!embed) return siteLink(this.concept, this.getState());
    const site = siteAddress();
    if (!site) throw new Error('Nabla.config({ site }) says where the embed page lies.');
    return embedAddress(site, this.concept, this.getState());
  }

  override focus(options?: FocusOptions): void {
    this.root.querySelector<HTMLElement>('input, select, button, [tabindex="0"], summary')?.focus(options);
  }

  #awake(): Frame {
    if (!this.frame) throw new Error('The widget is not ready; await its property “ready”.');
    return this.frame;
  }
}

for (const [property, attribute] of Object.entries(SWITCHES)) {
  Object.defineProperty(NablaWidget.prototype, property, {
    configurable: true,
    enumerable: true,
    get(this: HTMLElement) {
      return this.hasAttribute(attribute);
    },
    set(this: HTMLElement, on: boolean) {
      this.toggleAttribute(attribute, on);
    },
  });
}

for (const name of ['loading', 'label', 'assets']) {
  Object.defineProperty(NablaWidget.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: HTMLElement) {
      return this.getAttribute(name) ?? (name === 'loading' ? 'lazy' : '');
    },
    set(this: HTMLElement, value: string | null | undefined) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}
