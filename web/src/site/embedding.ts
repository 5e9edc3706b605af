// The gallery: the widget that is chosen, as it is set, and the lines that bring it into another page.

import { loadConcept, sections } from '../curriculum';
import { register } from '../embed/register';
import type { NablaWidget } from '../embed/nabla-widget';
import { snippetsFor, type Snippet } from '../embed/snippets';
import type { Concept, Values } from '../kit/parameters';
import { defaultsOf } from '../kit/parameters';
import { heights, version } from 'virtual:nabla-facts';
import { setUpChrome } from './chrome';
import { setUpCopy } from './live';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

const site = new URL('../', location.href.split(/[?#]/)[0]).href;
const stage = find('gallery-stage');
const chooser = find<HTMLSelectElement>('gallery-concept');
const hosts = find<HTMLSelectElement>('gallery-host');
const theme = find<HTMLSelectElement>('gallery-theme');
const switches = [...document.querySelectorAll<HTMLInputElement>('.gallery-choices [type=checkbox]')];
const titles = new Map(sections.flatMap((s) => s.concepts).map((c) => [c.slug, c.title]));

let concept: Concept | undefined;
let values: Values = {};
let snippets: readonly Snippet[] = [];

const looks = (): (readonly [string, string])[] => [
  ...(theme.value ? [['theme', theme.value] as const] : []),
  ...switches.filter((s) => s.checked).map((s) => [s.value, ''] as const),
];

function showSnippet(): void {
  const snippet = snippets.find((s) => s.id === hosts.value) ?? snippets[0];
  find('gallery-where').textContent = snippet?.where ?? '';
  find('gallery-snippet').textContent = snippet?.code ?? '';
}

function write(): void {
  if (!concept) return;
  const title = titles.get(concept.slug) ?? concept.slug;
  const [, height = 0] = heights[concept.slug] ?? [];
  snippets = snippetsFor({ concept, title, values, height, site, version, looks: looks() });
  if (hosts.options.length === 0) hosts.append(...snippets.map((s) => new Option(s.host, s.id)));
  showSnippet();
}

function dress(widget: Element): void {
  for (const name of ['theme', ...switches.map((s) => s.value)]) widget.removeAttribute(name);
  for (const [name, value] of looks()) widget.setAttribute(name, value);
}

async function choose(slug: string): Promise<void> {
  chooser.value = slug;
  const widget = document.createElement('nabla-widget') as NablaWidget;
  widget.setAttribute('concept', slug);
  dress(widget);
  stage.replaceChildren(widget);
  const loaded = (await loadConcept(slug)).concept;
  if (chooser.value !== slug) return;
  concept = loaded;
  values = defaultsOf(loaded.parameters);
  write();
}

const asked = (): string => {
  const slug = location.hash.slice(1);
  return titles.has(slug) ? slug : 'softmax';
};

register();
chooser.addEventListener('change', () => {
  history.replaceState(history.state, '', `#${chooser.value}`);
  void choose(chooser.value);
});
hosts.addEventListener('change', showSnippet);
for (const control of [theme, ...switches]) {
  control.addEventListener('change', () => {
    const widget = stage.querySelector('nabla-widget');
    if (widget) dress(widget);
    write();
  });
}
stage.addEventListener('nabla-render', (event) => {
  values = (event as CustomEvent<{ params: Values }>).detail.params;
  write();
});
addEventListener('hashchange', () => void choose(asked()));
void choose(asked());
setUpChrome();
setUpCopy();
