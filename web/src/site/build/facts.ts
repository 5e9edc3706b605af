// What the element must know of every concept before it fetches one: gathered from the sources, as a module.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const ID = 'virtual:nabla-facts';

/** The space that a widget takes, as its concept declares it. */
function heightIn(folder: string): readonly number[] {
  const source = readFileSync(join(folder, 'concept.ts'), 'utf8');
  const found = /height: \{ narrow: (\d+), medium: (\d+), wide: (\d+) \}/.exec(source);
  if (!found) throw new Error(`${folder}/concept.ts declares no height.`);
  return found.slice(1).map(Number);
}

export function nablaFacts(root: string): Plugin {
  return {
    name: 'nabla-facts',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return undefined;
      const concepts = join(root, 'src', 'concepts');
      const heights = Object.fromEntries(readdirSync(concepts).map((slug) => [slug, heightIn(join(concepts, slug))]));
      const { version } = JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8')) as { version: string };
      return `export const version = ${JSON.stringify(version)}; export const heights = ${JSON.stringify(heights)};`;
    },
  };
}
