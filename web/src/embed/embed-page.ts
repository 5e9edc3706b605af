// The page that iframes show: which concept and which values stand in its query, what the visitor changed in its fragment;
// with the page around it, it speaks in messages.

import { packState } from '../kit/packed';
import { isTheme, page } from './config';
import { isForeign, kebab } from './attributes';
import { create } from './index';
import type { NablaWidget } from './nabla-widget';

const WRITE_AFTER = 300;

interface Message {
  readonly nabla: 1;
  readonly type: string;
  readonly id?: unknown;
  readonly [key: string]: unknown;
}

const isMessage = (data: unknown): data is Message =>
  typeof data === 'object' &&
  data !== null &&
  (data as Message).nabla === 1 &&
  typeof (data as Message).type === 'string';

/** Says something to the page around; nothing in it is secret, so any page may hear it. */
function tell(message: Readonly<Record<string, unknown>>): void {
  if (parent !== window) parent.postMessage({ nabla: 1, ...message }, '*');
}

let told = 0;

function tellHeight(type: 'ready' | 'resize', name: string): void {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (type === 'resize' && Math.abs(height - told) <= 1) return;
  told = height;
  tell({ type, name, height });
  // Pages that know Embedly's message need no script of ours.
  if (parent !== window) parent.postMessage({ context: 'iframe.resize', src: location.href, height }, '*');
}

function setTheme(theme: unknown, widget: NablaWidget | undefined): void {
  if (!isTheme(theme)) return;
  document.documentElement.style.colorScheme = theme === 'auto' ? 'light dark' : theme;
  if (widget) widget.theme = theme;
}

/** A colour, a length, the name of a font, or nothing to take it back: nothing that would be fetched. */
const isPlainToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w\s#%.,()'"/+-]{0,200}$/.test(value) && !/url|image|src/i.test(value);

/** Custom properties only, and only those of the widget. */
function setTokens(tokens: unknown): void {
  if (typeof tokens !== 'object' || tokens === null) return;
  for (const [name, value] of Object.entries(tokens)) {
    if (/^--nabla-[\w-]+$/.test(name) && isPlainToken(value)) document.documentElement.style.setProperty(name, value);
  }
}

function answer(widget: NablaWidget, message: Message): void {
  switch (message.type) {
    case 'set':
      if (typeof message.params === 'object' && message.params !== null)
        widget.params = message.params as Record<string, unknown>;
      break;
    case 'state':
      if (typeof message.value === 'string') void widget.setState(message.value);
      break;
    case 'get':
      tell({ type: 'state', id: message.id, params: widget.params, state: widget.getState() });
      break;
    case 'theme':
      setTheme(message.value, widget);
      setTokens(message.tokens);
      break;
    case 'play':
    case 'pause':
    case 'reset':
      widget[message.type]();
      break;
    case 'step':
      widget.step(typeof message.n === 'number' ? message.n : 1);
      break;
  }
}

function speak(widget: NablaWidget): void {
  const name = widget.concept;
  widget.addEventListener('nabla-ready', () => tellHeight('ready', name));
  widget.addEventListener('nabla-error', (event) => tell({ type: 'error', ...(event as CustomEvent<object>).detail }));
  for (const type of ['input', 'change']) {
    widget.addEventListener(`nabla-${type}`, () => tell({ type, params: widget.params, state: widget.getState() }));
  }
  new ResizeObserver(() => tellHeight('resize', name)).observe(document.documentElement);
  addEventListener('message', ({ data, source }: MessageEvent<unknown>) => {
    if (source === parent && isMessage(data)) answer(widget, data);
  });
}

/** What the fragment holds of a visitor's changes; undefined if there are none. */
function changesIn(hash: string): string | undefined {
  const text = /^#s=(.*)$/.exec(hash)?.[1];
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The visitor's changes go to the fragment, which no server sees, and stand over what the query asks for. */
function remember(widget: NablaWidget): void {
  let asked = '';
  let pending: ReturnType<typeof setTimeout> | undefined;
  const follow = (): void => {
    const changes = changesIn(location.hash);
    if (changes === undefined) widget.reset();
    else void widget.setState(changes);
  };
  widget.addEventListener('nabla-ready', () => {
    asked = widget.getState();
    if (changesIn(location.hash) !== undefined) follow();
  });
  widget.addEventListener('nabla-change', () => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      const state = widget.getState();
      void packState(state).then((packed) => {
        const address = state === asked ? location.pathname + location.search : `#s=${encodeURIComponent(packed)}`;
        history.replaceState(history.state, '', address);
      });
    }, WRITE_AFTER);
  });
  addEventListener('hashchange', follow);
}

/** What the query may say of how the widget looks. */
const LOOKS: readonly string[] = [
  'label',
  'readonly',
  'without-controls',
  'without-caption',
  'without-table',
  'with-formula',
  'autoplay',
];

/** Names that an attribute can have, and none that would change what this page is. */
const isParameter = (key: string): boolean =>
  /^[a-z][a-z0-9-]*$/i.test(key) && !['ui', 'preset', 'simd'].includes(key) && !isForeign(key);

/** Makes the widget that the address asks for, in `place`. */
export function openEmbedPage(place: Element = document.body): NablaWidget {
  page.isOneWidget = true;
  const query = new URLSearchParams(location.search);
  const name = query.get('concept') ?? '';
  const preset = query.get('preset');
  const state = preset === null ? '' : `preset=${encodeURIComponent(preset)}`;
  const widget = create(place, { name, loading: 'eager', state });
  setTheme(query.get('theme'), widget);
  if (query.get('ui') === 'plot') {
    widget.toggleAttribute('without-controls', true);
    widget.toggleAttribute('without-table', true);
  }
  for (const [key, value] of query) {
    if (LOOKS.includes(key) ? value !== 'off' : isParameter(key))
      widget.setAttribute(kebab(key).replace(/^-/, ''), value);
  }
  document.title = `${name} · Nabla`;
  speak(widget);
  remember(widget);
  return widget;
}
