// The built concepts with their sections, read from their own declarations: a new concept is walked without a line here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Concept } from '../../web/src/kit/parameters';

const folder = new URL('../../web/src/concepts/', import.meta.url);
const slugs = readdirSync(folder).filter((slug) => existsSync(new URL(`${slug}/widget.ts`, folder)));

// curriculum.ts speaks to the bundler (import.meta.glob), so its order is read as text.
const curriculum = readFileSync(new URL('../curriculum.ts', folder), 'utf8')
  .split(/\bsection\(/)
  .slice(1);
const sectionOf = (slug: string): string => {
  const text = curriculum.find((s) => new RegExp(`^\\s+'?${slug}'?: '`, 'm').test(s));
  return /^'([^']+)'/.exec(text ?? '')?.[1] ?? '';
};

export const concepts = await Promise.all(
  slugs.map(async (slug) => {
    const { default: concept } = (await import(`../../web/src/concepts/${slug}/concept.ts`)) as { default: Concept };
    return { slug, section: sectionOf(slug), presets: concept.presets };
  }),
);
