// The package's main entry: importing it does nothing by itself, in a browser or in Node.

import { version } from 'virtual:nabla-facts';
import { sections } from '../curriculum';
import { loadEngine, type Engine } from '../engine';
import { configure, engineChoice, type Config } from './config';
import type { NablaWidget } from './nabla-widget';
import { register } from './register';

export type { Config, Engine, NablaWidget };
export { configure as config, register as define, version };

export const concepts: readonly string[] = sections.flatMap((s) => s.concepts.map((c) => c.slug));

export interface Creation {
  /** Slug of the concept. */
  readonly name: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly state?: string;
  readonly theme?: Config['theme'];
  readonly loading?: 'lazy' | 'eager' | 'click';
}

/** Puts a widget into an element and answers with it; its property `ready` says when it can be used. */
export function create(place: Element, { name, params, state, theme, loading }: Creation): NablaWidget {
  register();
  const widget = document.createElement('nabla-widget') as NablaWidget;
  widget.setAttribute('concept', name);
  if (theme !== undefined) widget.setAttribute('theme', theme);
  if (loading !== undefined) widget.setAttribute('loading', loading);
  if (state !== undefined) widget.setAttribute('state', state);
  if (params) widget.params = params;
  place.append(widget);
  return widget;
}

/** The engine that all widgets of a page share: every function of the core under its own name. */
export const core = (): Promise<Engine> => loadEngine(engineChoice());
