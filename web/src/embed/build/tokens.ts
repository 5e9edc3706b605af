// The site's tokens for a widget in somebody else's page: on the element itself, in px whatever the page's own root size,
// each open to the property that an author may set anywhere above it.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ID = 'virtual:nabla-tokens';

/** Properties that a page may set on any ancestor, and the tokens that follow them. */
export const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  '--nabla-bg': ['paper', 'card'],
  '--nabla-fg': ['ink'],
  '--nabla-muted': ['faded'],
  '--nabla-grid': ['hairline'],
  '--nabla-border': ['edge'],
  '--nabla-accent': ['parameter'],
  '--nabla-pos': ['data'],
  '--nabla-neg': ['broken'],
  '--nabla-series-1': ['data'],
  '--nabla-series-2': ['parameter'],
  '--nabla-series-3': ['result'],
  '--nabla-series-4': ['gradient'],
  '--nabla-series-5': ['scaffold'],
  '--nabla-series-6': ['broken'],
  '--nabla-font': ['sans', 'serif'],
  '--nabla-font-mono': ['mono'],
  '--nabla-font-math': ['math'],
  '--nabla-radius': ['round'],
  // Of this one every gap is a multiple.
  '--nabla-space': [],
};

/** Cuts every rule whose selector matches, braces and all. */
function without(css: string, selector: RegExp): string {
  const found = selector.exec(css);
  if (!found) return css;
  const end = css.indexOf('}', found.index) + 1;
  return without(css.slice(0, found.index) + css.slice(end), selector);
}

export const toPx = (css: string): string =>
  css.replace(/(\d*\.?\d+)rem\b/g, (_, n: string) => `${Number((Number(n) * 16).toFixed(3))}px`);

function open(token: string, value: string): string {
  const gap = /^space-\d$/.test(token) && /^([\d.]+)rem$/.exec(value);
  if (gap) return `calc(${4 * Number(gap[1])} * var(--nabla-space, 4px))`;
  const names = Object.entries(PUBLIC).filter(([, tokens]) => tokens.includes(token));
  return names.reduce((inner, [name]) => `var(${name}, ${inner})`, value);
}

export function embeddedTokens(file: string): string {
  const css = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const kept = without(without(css, /@property [^{]*\{/), /:root\[data-theme[^{]*\{/);
  const opened = kept.replace(
    /--nabla-([\w-]+):\s*([^;]+);/g,
    (_, token: string, value: string) => `--nabla-${token}: ${open(token, value.replace(/\s+/g, ' ').trim())};`,
  );
  const tokens = toPx(opened).replaceAll(':root', ':host').replace('color-scheme: light dark;', '');
  return `${tokens}
:host { all: initial; direction: ltr !important; visibility: inherit; pointer-events: inherit; }
:host(:not([hidden])) {
  display: block !important;
  container-type: inline-size !important;
  color: var(--nabla-ink) !important;
  font: var(--nabla-text-m) / 1.45 var(--nabla-sans) !important;
}
:host([hidden]) { display: none !important; }
`.replace(/\s*\n\s*/g, ' ');
}

/** The tokens as a module. */
export function nablaTokens(file: string): Plugin {
  return {
    name: 'nabla-tokens',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) => (id === `\0${ID}` ? `export default ${JSON.stringify(embeddedTokens(file))};` : undefined),
  };
}

/** In px what the kit's own styles say in rem: the root of somebody else's page may have any size. */
export const stylesInPx = (): Plugin => ({
  name: 'nabla-styles-in-px',
  enforce: 'post',
  transform: {
    filter: { id: /\/web\/src\/(kit|concepts)\/.*\.ts$/ },
    handler: (code) => (/\drem\b/.test(code) ? { code: toPx(code), map: null } : null),
  },
});
