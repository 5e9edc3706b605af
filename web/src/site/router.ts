// Keeps address and widgets in step: an address opens a concept in a state, and a changed widget writes its own address.

import { LONG } from '../kit/state-form';
import { formatRoute, parseRoute, type Route } from './route';
import { slugOf } from './widget-events';

/** What this page needs of a <nabla-widget>. */
interface WidgetElement extends HTMLElement {
  getState(): string;
  /** Takes any text; what it cannot read it says in place. */
  setState(text: string): Promise<void>;
}

const WRITE_AFTER = 300;

const widgetOf = (slug: string): WidgetElement | null =>
  document.querySelector<WidgetElement>(`nabla-widget[concept="${CSS.escape(slug)}"]`);

/** Concepts whose state stands in the address, so that going back to the bare address brings the defaults back. */
const addressed = new Set<string>();
/** A click on a plain link to a concept goes there and leaves its state alone. */
let clickedPlainLink = false;

async function open(route: Route): Promise<void> {
  const target = route.slug ? document.getElementById(route.slug) : null;
  if (!target) return;
  // The browser itself finds plain anchors only.
  if (route.query !== undefined) target.scrollIntoView();
  const widget = widgetOf(route.slug);
  const reset = route.query === undefined && addressed.has(route.slug) && !clickedPlainLink;
  if (!widget || (route.query === undefined && !reset)) return;
  await customElements.whenDefined('nabla-widget');
  if (reset) addressed.delete(route.slug);
  else addressed.add(route.slug);
  await widget.setState(route.query ?? '');
}

async function write(slug: string): Promise<void> {
  const state = widgetOf(slug)?.getState() ?? '';
  const query = state.length < LONG ? state : await (await import('../kit/packed')).packState(state);
  const here = parseRoute(location.hash);
  if (here.slug === slug && (here.query ?? '') === query) return;
  if (query) addressed.add(slug);
  else addressed.delete(slug);
  history.replaceState(history.state, '', formatRoute({ slug, query }));
}

export function setUpRouter(): void {
  let pending: ReturnType<typeof setTimeout> | undefined;
  const follow = (): void => {
    clearTimeout(pending);
    void open(parseRoute(location.hash)).finally(() => (clickedPlainLink = false));
  };
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    clickedPlainLink = link !== null && link.hash !== '' && parseRoute(link.hash).query === undefined;
  });
  window.addEventListener('hashchange', follow);
  document.addEventListener('nabla-change', (event) => {
    const slug = slugOf(event);
    clearTimeout(pending);
    if (slug !== undefined) pending = setTimeout(() => void write(slug), WRITE_AFTER);
  });
  follow();
}
