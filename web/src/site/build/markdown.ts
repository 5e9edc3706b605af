// text.md to HTML: Markdown with $mathematics$, and links that are written relative to the course.

import MarkdownIt from 'markdown-it';
import { raw, type Markup } from './html';
import { math } from './math';

/** Handed through the parser, which takes any object. */
export type Surroundings = {
  /** File that is named when something in it is wrong. */
  readonly where: string;
  /** Address for what the author wrote; undefined takes the link away and keeps its text. */
  readonly link: (href: string) => string | undefined;
};

const md = new MarkdownIt({ html: false, typographer: true }).disable('replacements');

md.inline.ruler.after('escape', 'math', (state, silent) => {
  const start = state.pos;
  if (state.src[start] !== '$') return false;
  const fence = state.src[start + 1] === '$' ? '$$' : '$';
  const end = state.src.indexOf(fence, start + fence.length);
  if (end < 0 || end === start + fence.length) return false;
  if (!silent) {
    const token = state.push('math', 'math', 0);
    token.content = state.src.slice(start + fence.length, end);
    token.meta = { display: fence === '$$' };
  }
  state.pos = end + fence.length;
  return true;
});

md.renderer.rules.math = (tokens, i, _options, env) => {
  const token = tokens[i];
  return token
    ? math(token.content, Boolean((token.meta as { display: boolean }).display), (env as Surroundings).where).text
    : '';
};

md.core.ruler.push('course-links', (state) => {
  const env = state.env as Surroundings;
  for (const block of state.tokens) {
    const kept: boolean[] = [];
    for (const token of block.children ?? []) {
      if (token.type === 'link_open') {
        const href = env.link(String(token.attrGet('href') ?? ''));
        kept.push(href !== undefined);
        if (href === undefined) token.hidden = true;
        else token.attrSet('href', href);
      } else if (token.type === 'link_close') token.hidden = !kept.pop();
      if (token.hidden) token.tag = '';
    }
    if (block.children) block.children = block.children.filter((t) => !(t.hidden && t.type.startsWith('link_')));
  }
});

export const markdown = (text: string, env: Surroundings): Markup => raw(md.render(text, env));

/** What a reader could search for: the words, without markup or mathematics. */
export const plain = (text: string): string =>
  text
    .replace(/\$[^$]*\$/g, ' ')
    .replace(/\]\([^)]*\)/g, ' ')
    .replace(/[#*_`[\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The body under each second-level heading, by heading. */
export function parts(text: string): Map<string, string> {
  const chunks = text.split(/^## +(.+)$/m).slice(1);
  const found = new Map<string, string>();
  for (let i = 0; i + 1 < chunks.length; i += 2) found.set((chunks[i] ?? '').trim(), (chunks[i + 1] ?? '').trim());
  return found;
}
