// Reads every concept's folder and turns it into what the pages need. A concept is here when its folder is complete;
// the order and the names come from curriculum.ts.

import { isBuilt as hasWidget, numberOf, sections, type Section } from '../../curriculum';
import type { DeclaredConcept } from '../../kit/parameters';
import { code } from './code';
import type { Markup } from './html';
import { markdown, parts, plain } from './markdown';
import { math } from './math';

export interface ConceptContent {
  readonly slug: string;
  readonly number: string;
  readonly title: string;
  readonly section: Section;
  readonly concept: DeclaredConcept;
  readonly tex: string;
  readonly formula: Markup;
  readonly intuition: Markup;
  readonly effect: Markup;
  readonly finePrint: Markup;
  readonly code: Markup;
  readonly output: string;
  readonly torch: string;
  /** Words of the text, for search. */
  readonly words: string;
}

const declared = import.meta.glob<DeclaredConcept>('../../concepts/*/concept.ts', { eager: true, import: 'default' });
const formulas = import.meta.glob<string>('../../concepts/*/formula.tex', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const texts = import.meta.glob<string>('../../concepts/*/text.md', { eager: true, query: '?raw', import: 'default' });
const examples = import.meta.glob<string>('../../concepts/*/example.py', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const outputs = import.meta.glob<{ torch: string; output: string }>('../../concepts/*/example.out.json', {
  eager: true,
  import: 'default',
});

const path = (slug: string, file: string): string => `../../concepts/${slug}/${file}`;

function need<T>(files: Record<string, T>, slug: string, file: string): T {
  const found = files[path(slug, file)];
  if (found === undefined) throw new Error(`web/src/concepts/${slug}/${file} is missing.`);
  return found;
}

/** A folder that lacks one of these is announced, not linked; the catalogue test says what it lacks. */
export const isBuilt = (slug: string): boolean =>
  hasWidget(slug) &&
  path(slug, 'concept.ts') in declared &&
  path(slug, 'formula.tex') in formulas &&
  path(slug, 'text.md') in texts &&
  path(slug, 'example.py') in examples &&
  path(slug, 'example.out.json') in outputs;

const placeOf = (slug: string): Section | undefined => sections.find((s) => s.concepts.some((c) => c.slug === slug));

/** Address of a concept on its page, seen from a page at `root`; undefined while it is not built. */
export function linkTo(slug: string, root: string): string | undefined {
  const section = placeOf(slug);
  return section && isBuilt(slug) ? `${root}${section.slug}/#${slug}` : undefined;
}

export const displayNumber = (slug: string): string => String(numberOf(slug)).padStart(2, '0');

/** In text.md: `?preset=id` is this concept's, `#slug` or `../section/#slug` another concept, the rest as written. */
function linkIn(concept: DeclaredConcept, where: string): (href: string) => string | undefined {
  const known = (query: string): void => {
    const preset = /(?:^|&)preset=([^&]*)/.exec(query)?.[1];
    if (preset !== undefined && !concept.presets.some((p) => p.id === preset)) {
      throw new Error(`${where}: there is no preset “${preset}”.`);
    }
  };
  return (href) => {
    if (href.startsWith('?')) {
      known(href.slice(1));
      return `#${concept.slug}${href}`;
    }
    const course = /^(?:\.\.\/[\w-]+\/)?#(.*)$/.exec(href)?.[1];
    if (course === undefined) return href;
    const [slug = '', query = ''] = course.split('?');
    if (slug === concept.slug) known(query);
    const to = linkTo(slug, '../');
    return to === undefined ? undefined : `${to}${query ? `?${query}` : ''}`;
  };
}

function read(slug: string, title: string, section: Section): ConceptContent {
  const concept = need(declared, slug, 'concept.ts');
  const where = `web/src/concepts/${slug}/text.md`;
  const tex = need(formulas, slug, 'formula.tex');
  const text = need(texts, slug, 'text.md');
  const example = need(examples, slug, 'example.py');
  const { torch, output } = need(outputs, slug, 'example.out.json');
  const found = parts(text);
  const part = (heading: string): Markup => {
    const body = found.get(heading);
    if (body === undefined) throw new Error(`${where}: the heading “${heading}” is missing.`);
    return markdown(body, { where, link: linkIn(concept, where) });
  };
  return {
    slug,
    title,
    section,
    concept,
    tex,
    torch,
    output,
    number: displayNumber(slug),
    formula: math(tex, true, `web/src/concepts/${slug}/formula.tex`),
    intuition: part('Intuition'),
    effect: part('How it affects the output'),
    finePrint: part('Fine print'),
    code: code(example, concept.parameters, `web/src/concepts/${slug}/example.py`),
    words: plain(text),
  };
}

export const concepts: readonly ConceptContent[] = sections.flatMap((section) =>
  section.concepts.filter((c) => isBuilt(c.slug)).map((c) => read(c.slug, c.title, section)),
);

export const conceptsOf = (section: Section): readonly ConceptContent[] =>
  concepts.filter((c) => c.section === section);

export const builtSections: readonly Section[] = sections.filter((s) => conceptsOf(s).length > 0);
