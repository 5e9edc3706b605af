// TeX to MathML at build time. The policy of the pages blocks style attributes, so each one the typesetter writes
// becomes a class, and the rules for those classes go into the generated stylesheet.

import temml from 'temml';
import { raw, type Markup } from './html';

const rules = new Map<string, string>();
const glyphs = new Set<string>();

/** Named after its content, so that a rebuild gives the same markup. */
function classFor(declarations: string): string {
  let hash = 5381;
  for (const c of declarations) hash = (Math.imul(hash, 33) ^ c.charCodeAt(0)) >>> 0;
  const name = `m-${hash.toString(36)}`;
  rules.set(name, declarations);
  return name;
}

// The typesetter gives array cells their padding in points of a 10 pt font; ems follow the size of the formula.
const inEms = (style: string): string =>
  style.replace(/(-?[\d.]+)pt/g, (_, points: string) => `${Math.round(Number(points) * 100) / 1000}em`);

function withoutStyle(tag: string): string {
  const style = / style="([^"]*)"/.exec(tag)?.[1];
  if (style === undefined) return tag;
  const bare = tag.replace(/ style="[^"]*"/, '');
  if (style.startsWith('display:block math')) return bare;
  const name = classFor(inEms(style.replaceAll('&quot;', "'")));
  return / class="/.test(bare)
    ? bare.replace(/ class="/, ` class="${name} `)
    : bare.replace(/^<([\w-]+)/, `<$1 class="${name}"`);
}

export function math(tex: string, display: boolean, where: string): Markup {
  let mathml: string;
  try {
    mathml = temml.renderToString(tex.trim(), { displayMode: display, throwOnError: true, trust: true, strict: false });
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
  for (const c of mathml.replace(/<[^>]*>/g, '')) glyphs.add(c);
  return raw(mathml.replace(/<[a-z][^>]*>/g, withoutStyle));
}

export const mathRules = (): string =>
  [...rules]
    .map(([name, style]) => `.${name}{${style}}`)
    .sort()
    .join('\n');

export const mathGlyphs = (): string => [...glyphs].sort().join('');
