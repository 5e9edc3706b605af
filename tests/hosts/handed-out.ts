// What the gallery hands out; the hosts are tested with nothing else.
import { existsSync, readdirSync } from 'node:fs';
import softmax from '../../web/src/concepts/softmax/concept';
import { snippetsFor, type Snippet } from '../../web/src/embed/snippets';
import { defaultsOf, type DeclaredConcept, type Values } from '../../web/src/kit/parameters';

/** Not the defaults: they must have come through the attributes. */
export const LOGITS: readonly number[] = [3, 1, 0.2];

export interface Wish {
  readonly concept: DeclaredConcept;
  readonly title: string;
  readonly values: Values;
}

const usual: Wish = {
  concept: softmax,
  title: 'Softmax of three logits',
  values: { ...defaultsOf(softmax.parameters), z: Float64Array.from(LOGITS) },
};

/** The code under one heading of the gallery; `site` is where the site stands, as the page sees it. */
export function handedOut(id: Snippet['id'], site = '', wish = usual): string {
  const snippet = snippetsFor({ ...wish, height: wish.concept.height.medium, site, version: '0.0.0' }).find(
    (s) => s.id === id,
  );
  if (!snippet) throw new Error(`The gallery hands out nothing for ${id}.`);
  return snippet.code;
}

const folder = new URL('../../web/src/concepts/', import.meta.url);

/** The tables of all concepts. */
export const concepts: readonly DeclaredConcept[] = await Promise.all(
  readdirSync(folder)
    .filter((slug) => existsSync(new URL(`${slug}/widget.ts`, folder)))
    .map(async (slug) => {
      const { default: concept } = (await import(`../../web/src/concepts/${slug}/concept.ts`)) as {
        default: DeclaredConcept;
      };
      return concept;
    }),
);
