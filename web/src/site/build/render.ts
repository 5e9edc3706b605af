// Everything the build needs from the sources, in one module that the plugin loads.

import { sections } from '../../curriculum';
import type { SearchDocument } from '../search-options';
import { cheatSheetPage, notFoundPage } from './cheat-sheet-page';
import { builtSections, concepts, displayNumber, isBuilt } from './content';
import { homePage } from './home-page';
import { mathGlyphs, mathRules } from './math';
import { reservedHeights, sectionPage } from './section-page';
import { drawTiles } from './tiles';
import { coreTypes, known, manifest, oembed, schema, types } from '../../embed/build/artefacts';
import { embeddingPage, embedPage } from './embedding-page';
import { machinePage, machineSearch } from './machine-page';

/** Path of each page's file under the root, and how to make it. `engine`: the folder of the built engine. */
export type MakePage = (engine: string) => string | Promise<string>;
export const pages: ReadonlyMap<string, MakePage> = new Map<string, MakePage>([
  ['index.html', async (engine) => homePage(await drawTiles(engine))],
  ...builtSections.map((s) => [`${s.slug}/index.html`, () => sectionPage(s)] as const),
  ['cheat-sheet/index.html', cheatSheetPage],
  ['embedding/index.html', embeddingPage],
  ['your-machine/index.html', machinePage],
  ['404.html', notFoundPage],
]);

export const stylesheet = (): string => `${reservedHeights()}\n${mathRules()}\n`;

/** Characters of all set formulas. */
export const glyphs = (): string => mathGlyphs();

const texWords = (tex: string): string =>
  tex.replace(/\\(?:mathbf|operatorname|text|left|right|begin|end)\b/g, ' ').replace(/[\\{}&^_$]/g, ' ');

export function searchDocuments(): SearchDocument[] {
  const full = new Map(concepts.map((c) => [c.slug, c]));
  const ofConcepts = sections.flatMap((section) =>
    section.concepts.map(({ slug, title }) => {
      const c = full.get(slug);
      const presets = c?.concept.presets.map((p) => p.label).join('. ') ?? '';
      return {
        id: slug,
        number: displayNumber(slug),
        title,
        section: section.title,
        href: isBuilt(slug) ? `${section.slug}/#${slug}` : '',
        summary: c?.concept.summary ?? '',
        symbols: c ? Object.entries(c.concept.symbols).flat().join(' ') : '',
        formula: c ? texWords(c.tex) : '',
        text: c ? `${c.words} ${presets}` : '',
      };
    }),
  );
  return [...ofConcepts, machineSearch];
}

/** Files that no browser asks for by itself, by their place in dist/. `site`: the address it will have, where known. */
export function artefacts(version: string, site: string | undefined): ReadonlyMap<string, string> {
  const json = (value: object): string => `${JSON.stringify(value, null, 1)}\n`;
  const slugs = known.map((k) => k.concept.slug);
  return new Map<string, string>([
    ['embed.html', embedPage()],
    ['embed/schema.json', json(schema(version))],
    ['embed/custom-elements.json', json(manifest())],
    ['embed/index.d.ts', types()],
    ['embed/core.d.ts', coreTypes()],
    ['embed/define.d.ts', 'export {};\n'],
    ['embed/anywidget.d.ts', anywidgetTypes],
    ...slugs.map((slug) => [`embed/widgets/${slug}.d.ts`, widgetTypes] as const),
    ...(site === undefined ? [] : [...oembed(site)].map(([name, answer]) => [`oembed/${name}`, json(answer)] as const)),
  ]);
}

const anywidgetTypes = `/** For anywidget: the front end of a Python object with the traits concept, params and state. */
declare const widget: { render(context: { model: unknown; el: HTMLElement }): () => void };
export default widget;
`;

const widgetTypes = `/** Table and widget of one concept, fetched ahead; the element takes them from the same files. */
export declare const concept: { readonly slug: string; readonly parameters: Readonly<Record<string, unknown>> };
export declare const widget: object;
`;
