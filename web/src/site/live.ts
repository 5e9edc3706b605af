// What follows a widget on its page: the formula with the visitor's numbers, and the literals in the PyTorch code.

import type { Node } from '../kit/formula';
import { pythonLiteral } from '../kit/literal';
import type { Value } from '../kit/values';
import { slugOf } from './widget-events';

interface LiveDetail {
  readonly params: Readonly<Record<string, Value>>;
  readonly formula: Node | undefined;
  /** Source that the parameter's own value does not give: typed functions, p = ∞. */
  readonly literals: Readonly<Record<string, string>>;
}

function writeLiteral(place: HTMLElement, literal: string): boolean {
  const { dataset } = place;
  dataset.source ??= place.textContent;
  const isDefault = literal === dataset.default;
  // The author may have written the default differently (1e-3 for 0.001): then the file's own spelling stands.
  const text = isDefault ? dataset.source : literal;
  if (place.textContent !== text) place.textContent = text;
  return isDefault;
}

function literalOf({ dataset }: HTMLElement, { params, literals }: LiveDetail): string | undefined {
  const key = dataset.param ?? '';
  const value = params[key];
  if (value === undefined) return undefined;
  return literals[key] ?? (dataset.engine === 'yes' ? undefined : pythonLiteral(value, dataset.whole === 'yes'));
}

function updateCode(article: HTMLElement, detail: LiveDetail): void {
  let asRecorded = true;
  for (const place of article.querySelectorAll<HTMLElement>('[data-param]')) {
    const literal = literalOf(place, detail);
    if (literal !== undefined && !writeLiteral(place, literal)) asRecorded = false;
  }
  const words = article.querySelector<HTMLElement>('.for-defaults');
  if (words) words.hidden = asRecorded;
}

const waiting = new Map<string, LiveDetail>();

async function flush(): Promise<void> {
  const { renderFormula } = await import('../kit/formula');
  for (const [slug, detail] of waiting) {
    const { formula } = detail;
    const article = document.getElementById(slug);
    const slot = article?.querySelector<HTMLElement>('.live-formula');
    if (article) updateCode(article, detail);
    if (slot && formula) renderFormula(slot, formula);
  }
  waiting.clear();
}

export function setUpLive(): void {
  const listen = (event: Event): void => {
    const { detail } = event as CustomEvent<LiveDetail>;
    const slug = slugOf(event);
    if (slug === undefined) return;
    // One redraw a frame, of the newest state, however fast the pointer is.
    if (waiting.size === 0) requestAnimationFrame(() => void flush());
    waiting.set(slug, detail);
  };
  document.addEventListener('nabla-ready', listen);
  document.addEventListener('nabla-render', listen);
}

interface HighlightTarget extends HTMLElement {
  highlight: string | undefined;
}

/** A parameter that is pointed at in the widget lights up in the code, and the other way round. */
export function setUpHighlight(): void {
  document.addEventListener('nabla-highlight', (event) => {
    const { key } = (event as CustomEvent<{ key: string | undefined }>).detail;
    const article = event.target instanceof Element ? event.target.closest('article') : null;
    for (const place of article?.querySelectorAll<HTMLElement>('[data-param]') ?? []) {
      place.classList.toggle('lit', place.dataset.param === key);
    }
  });
  for (const place of document.querySelectorAll<HTMLElement>('[data-param]')) {
    const widget = place.closest('article')?.querySelector<HighlightTarget>('nabla-widget');
    const point = (key: string | undefined): void => {
      place.classList.toggle('lit', key !== undefined);
      if (widget) widget.highlight = key;
    };
    place.addEventListener('pointerenter', () => point(place.dataset.param));
    place.addEventListener('pointerleave', () => point(undefined));
  }
}

/** Copies the code as it stands, with the visitor's numbers. */
export function setUpCopy(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('.copy')) {
    const word = button.textContent;
    const say = (text: string): void => {
      button.textContent = text;
      setTimeout(() => (button.textContent = word), 1600);
    };
    button.addEventListener('click', () => {
      const code = button.closest('.example')?.querySelector('code');
      if (!code) return;
      navigator.clipboard.writeText(`${code.textContent}\n`).then(
        () => say('Copied'),
        () => {
          // No clipboard (an insecure origin, a refused permission): select it, so that one key copies it.
          getSelection()?.selectAllChildren(code);
          say('Selected: press Ctrl+C');
        },
      );
    });
  }
}
