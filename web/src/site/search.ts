// The search dialog: a combobox over the index that the build made.

import MiniSearch, { type SearchResult } from 'minisearch';
import index from 'virtual:nabla-search-index';
import { isNamed, searchOptions } from './search-options';

const LIMIT = 8;

const engine = MiniSearch.loadJSON(index, searchOptions);
const root = document.documentElement.dataset.root ?? './';

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const input = element('input', {
  type: 'search',
  role: 'combobox',
  'aria-label': 'Search concepts, text and symbols',
  'aria-controls': 'search-results',
  'aria-expanded': 'false',
  'aria-autocomplete': 'list',
  autocomplete: 'off',
  spellcheck: 'false',
  enterkeyhint: 'go',
  placeholder: 'A concept, a word, a symbol',
});
const list = element('ul', { id: 'search-results', role: 'listbox', 'aria-label': 'Results' });
const status = element('p', { class: 'search-status', role: 'status' });
const close = element('button', { type: 'button', class: 'search-close' }, 'Close');
const dialog = element(
  'dialog',
  { class: 'search-dialog', 'aria-label': 'Search' },
  element('div', { class: 'search-field' }, input, close),
  status,
  list,
);

/** What the index keeps of a concept (storeFields). */
interface Stored {
  readonly number: string;
  readonly title: string;
  readonly section: string;
  readonly href: string;
  readonly summary: string;
}

let active = -1;

const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=option]')];

function activate(i: number): void {
  const all = options();
  active = all.length === 0 ? -1 : (i + all.length) % all.length;
  all.forEach((option, at) => option.setAttribute('aria-selected', String(at === active)));
  const chosen = all[active];
  if (chosen) {
    input.setAttribute('aria-activedescendant', chosen.id);
    chosen.scrollIntoView({ block: 'nearest' });
  } else input.removeAttribute('aria-activedescendant');
}

function result(found: SearchResult, i: number): HTMLElement {
  const { number, title, section, href, summary } = found as SearchResult & Stored;
  const option = element(
    'li',
    { id: `search-result-${i}`, role: 'option', 'aria-selected': 'false' },
    element('span', { class: 'number' }, number),
    element('span', { class: 'search-title' }, title),
    element('span', { class: 'search-section' }, href ? section : 'to come'),
    element('span', { class: 'search-summary' }, summary),
  );
  if (href) option.dataset.href = href;
  else option.setAttribute('aria-disabled', 'true');
  return option;
}

/** All words first; where nothing holds them all, any of them. */
function find(query: string): SearchResult[] {
  const all = engine.search(query);
  const some = all.length > 0 ? all : engine.search(query, { combineWith: 'OR' });
  // First what has just this name, and what can be opened before what is only announced.
  const rank = (r: SearchResult): number => (r.href ? 0 : 2) - (isNamed(r.title as string, query) ? 1 : 0);
  return some.toSorted((a, b) => rank(a) - rank(b)).slice(0, LIMIT);
}

function update(): void {
  const query = input.value.trim();
  const found = query ? find(query) : [];
  list.replaceChildren(...found.map(result));
  input.setAttribute('aria-expanded', String(found.length > 0));
  if (!query) status.textContent = '';
  else if (found.length === 0) status.textContent = `Nothing here mentions “${query.slice(0, 60)}”.`;
  else status.textContent = found.length === 1 ? '1 result' : `${found.length} results`;
  activate(0);
}

function go(option: HTMLElement | undefined): void {
  const href = option?.dataset.href;
  if (!href) return;
  dialog.close();
  // A folder opened from a disk has no index of its own.
  location.href = root + (location.protocol === 'file:' ? href.replace(/\/(?=#|$)/, '/index.html') : href);
}

function onKey(event: KeyboardEvent): void {
  if (event.isComposing) return;
  if (event.key === 'ArrowDown') activate(active + 1);
  else if (event.key === 'ArrowUp') activate(active - 1);
  else if (event.key === 'Enter') go(options()[active]);
  // A search field would spend the first Escape on emptying itself.
  else if (event.key === 'Escape') dialog.close();
  else return;
  event.preventDefault();
}

input.addEventListener('input', update);
input.addEventListener('keydown', onKey);
list.addEventListener('click', (event) => {
  if (event.target instanceof Element) go(event.target.closest<HTMLElement>('[role=option]') ?? undefined);
});
close.addEventListener('click', () => {
  dialog.close();
});
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
document.body.append(dialog);

export function openSearch(): void {
  if (dialog.open) return;
  dialog.showModal();
  input.focus();
  input.select();
  update();
}
