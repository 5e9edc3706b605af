// Registers the element in somebody else's page, brings to life what is written as <div data-nabla="…">, and gives
// iframes of the embed page their height. Safe to run twice, and in Node, where it does nothing.

import tokens from 'virtual:nabla-tokens';
import { isForeign, OWN } from './attributes';
import { NablaWidget } from './nabla-widget';
import { listenToFrames } from './parent';

const TAG = 'nabla-widget';

/**
 * What may be said in a data attribute: parameters, and how the widget looks. Hosts let data attributes of strangers through:
 * those must become neither script nor style, and must not choose whose engine is run.
 */
const isTaken = (name: string): boolean =>
  (OWN as readonly string[]).includes(name) ? name !== 'concept' && name !== 'assets' : !isForeign(name);

/** <div data-nabla="softmax" data-logits="2,1,0.1">: for hosts that strip tags they do not know. */
function upgrade(place: HTMLElement): void {
  if (place.querySelector(TAG)) return;
  const widget = document.createElement(TAG);
  for (const { name, value } of place.attributes) {
    const own = /^data-(.+)/.exec(name)?.[1] ?? '';
    if (own === 'nabla') widget.setAttribute('concept', value);
    else if (own && isTaken(own)) widget.setAttribute(own, value);
  }
  widget.append(...place.childNodes);
  place.append(widget);
}

function upgradeIn(root: Element | Document): void {
  if (root instanceof HTMLElement && root.matches('[data-nabla]')) upgrade(root);
  for (const place of root.querySelectorAll<HTMLElement>('[data-nabla]')) upgrade(place);
}

/** Pages that navigate in place put new content in without loading a script again. */
function watch(): void {
  upgradeIn(document);
  new MutationObserver((records) => {
    for (const node of records.flatMap((r) => [...r.addedNodes])) if (node instanceof Element) upgradeIn(node);
  }).observe(document, { childList: true, subtree: true });
}

export function register(): void {
  if (typeof customElements === 'undefined') return;
  const before = customElements.get(TAG) as { version?: string } | undefined;
  if (before) {
    if (before.version !== NablaWidget.version) {
      console.warn(
        `nabla: this page holds versions ${before.version ?? 'unknown'} and ${NablaWidget.version}; the first one stays.`,
      );
    }
    return;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(tokens);
  NablaWidget.tokens = sheet;
  customElements.define(TAG, NablaWidget);
  watch();
  listenToFrames();
}
