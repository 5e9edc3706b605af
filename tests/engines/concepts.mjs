// The built site's own account of its widgets: which page holds which, and what can be set.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from '../../scripts/lib/paths.mjs';

const tags = (html) => [...html.matchAll(/<nabla-widget[^>]*\bconcept="([^"]+)"/g)].map(([, slug]) => slug);

/** [{ section, slugs }] in the order of the folders. */
export const sections = readdirSync(DIST, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['assets', 'embed', 'embedding', 'notebooks'].includes(entry.name))
  .map(({ name }) => ({ section: name, slugs: tags(readFileSync(join(DIST, name, 'index.html'), 'utf8')) }))
  .filter(({ slugs }) => slugs.length > 0);

export const slugs = sections.flatMap((s) => s.slugs);

export const sectionOf = (slug) => sections.find((s) => s.slugs.includes(slug)).section;
