// Play, pause, step, rewind and scrub over a number that counts a process. Reduced motion jumps to the end.

import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { base, buttons } from './styles';
import { define, reducedMotion } from './theme';

export class NablaPlayer extends LitElement {
  static override properties = {
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    step: { type: Number },
    perSecond: { type: Number },
    label: {},
    valueText: {},
    verb: {},
    pace: { attribute: false },
    playing: { state: true },
    disabled: { state: true },
  };
  /** So that a fieldset that is disabled reaches it, as it does inputs. */
  static formAssociated = true;

  declare value: number;
  declare min: number;
  declare max: number;
  declare step: number;
  /** Steps a second while playing. */
  declare perSecond: number;
  /** What is played: "power k". */
  declare label: string;
  /** The current step in words, for a screen reader. */
  declare valueText: string;
  /** What the first button does: Play. */
  declare verb: string;
  /** In place of perSecond: takes the process on for one frame's time and says how far it came. */
  declare pace: ((from: number) => number) | undefined;
  declare playing: boolean;
  declare disabled: boolean;

  #frame = 0;
  /** Where the last press sent it, while the page has not drawn that yet: presses may come faster than frames. */
  #sent: number | undefined;

  constructor() {
    super();
    this.value = 0;
    this.min = 0;
    this.max = 1;
    this.step = 1;
    this.perSecond = 4;
    this.label = 'step';
    this.valueText = '';
    this.verb = 'Play';
    this.playing = false;
    this.disabled = false;
  }

  formDisabledCallback(disabled: boolean): void {
    this.disabled = disabled;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pause();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('value')) this.#sent = undefined;
  }

  get #now(): number {
    return this.#sent ?? this.value;
  }

  #emit(value: number, done: boolean): void {
    const bounded = Math.min(this.max, Math.max(this.min, value));
    // Steps are counted from min, so that hundredths do not gather dust.
    const clean = this.min + Math.round((bounded - this.min) / this.step) * this.step;
    this.#sent = Number(clean.toPrecision(10));
    this.dispatchEvent(new CustomEvent('value', { detail: { value: this.#sent, done }, bubbles: true }));
  }

  play(): void {
    if (this.playing) return;
    // A process that takes real work is no decoration: it runs on at its own pace.
    if (reducedMotion() && !this.pace) {
      this.#emit(this.max, true);
      return;
    }
    const from = this.value >= this.max ? this.min : this.value;
    const began = performance.now();
    this.playing = true;
    const tick = (now: number): void => {
      const value = this.pace?.(this.value) ?? from + Math.floor(((now - began) / 1000) * this.perSecond) * this.step;
      if (value >= this.max) {
        this.#emit(this.max, true);
        this.pause();
        return;
      }
      if (value !== this.value) this.#emit(value, false);
      this.#frame = requestAnimationFrame(tick);
    };
    this.#emit(from, false);
    this.#frame = requestAnimationFrame(tick);
  }

  pause(): void {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
  }

  /** Goes on by so many steps, or back. */
  go(steps: number): void {
    if (Number.isFinite(steps)) this.#show(this.#now + steps * this.step);
  }

  #show(value: number): void {
    this.pause();
    this.#emit(value, true);
  }

  protected override render(): TemplateResult {
    const atStart = this.disabled || this.value <= this.min;
    const atEnd = this.disabled || this.value >= this.max;
    return html`<div class="player" role="group" aria-label=${this.label}>
      <button ?disabled=${this.disabled} @click=${() => (this.playing ? this.#show(this.value) : this.play())}>
        ${this.playing ? 'Pause' : this.verb}
      </button>
      <button @click=${() => this.go(-1)} ?disabled=${atStart}>Back</button>
      <button @click=${() => this.go(1)} ?disabled=${atEnd}>Step</button>
      <button @click=${() => this.#show(this.min)} ?disabled=${atStart}>Rewind</button>
      <input
        type="range"
        aria-label=${this.label}
        aria-valuetext=${this.valueText || String(this.value)}
        min=${this.min}
        max=${this.max}
        step=${this.step}
        ?disabled=${this.disabled}
        .value=${live(String(this.value))}
        @input=${(e: Event) => {
          this.pause();
          this.#emit(Number((e.target as HTMLInputElement).value), false);
        }}
        @change=${(e: Event) => this.#show(Number((e.target as HTMLInputElement).value))}
      />
    </div>`;
  }

  static override styles = [
    base,
    buttons,
    css`
      :host {
        container-type: normal;
      }
      .player {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--nabla-space-2);
      }
      button {
        padding-inline: 0.8em;
      }
      input {
        flex: 1 1 8rem;
        min-width: 6rem;
        height: 32px;
        accent-color: var(--nabla-parameter);
      }
    `,
  ];
}

define('nabla-player', NablaPlayer);
