// Colours for canvas, which cannot read custom properties by itself. Everything else uses the tokens in CSS.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Role } from './parameters';

export type Ink = Role | 'ink' | 'faded' | 'hairline' | 'paper' | 'card';

/** The current value of a colour token where `host` stands, as rgb(…). */
export function inkOf(host: HTMLElement, name: Ink): string {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.color = `var(--nabla-${name})`;
  (host.shadowRoot ?? host).append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

const listeners = new Set<() => void>();
let watching = false;

/** Calls back when light and dark change places: the system, or an attribute of the host page. */
export function onThemeChange(callback: () => void): () => void {
  listeners.add(callback);
  if (!watching) watch();
  return () => listeners.delete(callback);
}

/** A widget has changed its own scheme: what is painted on canvas is to be painted again. */
export const tellTheme = (): void => listeners.forEach((f) => f());

function watch(): void {
  watching = true;
  // Paper is light, and what was painted for the dark would stand on it.
  for (const query of ['(prefers-color-scheme: dark)', 'print'])
    matchMedia(query).addEventListener('change', tellTheme);
  const observer = new MutationObserver(tellTheme);
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
}

/** The colours of an element that paints, kept until the theme changes: reading one has the page's style worked out anew. */
export class Inks implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #repaint: () => void;
  readonly #known = new Map<Ink, string>();
  #stop: () => void = () => undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, repaint: () => void) {
    this.#host = host;
    this.#repaint = repaint;
    host.addController(this);
  }

  hostConnected(): void {
    this.#known.clear();
    this.#stop = onThemeChange(() => {
      this.#known.clear();
      this.#repaint();
    });
  }

  hostDisconnected(): void {
    this.#stop();
  }

  readonly of = (name: Ink): string => {
    const known = this.#known.get(name) ?? inkOf(this.#host, name);
    this.#known.set(name, known);
    return known;
  };
}

export const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Registers an element once, however many copies of the script a page holds; in Node, where there are none, not at all. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements === 'undefined') return;
  if (!customElements.get(tag)) customElements.define(tag, element);
}
