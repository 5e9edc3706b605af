// What libraries and the builder itself would bring along, and no page needs.

import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Vite wraps every import() in what would first fetch all that the part imports, and a list of that stands in the script.
 * Here no part has a stylesheet of its own, pages name their scripts in their heads, and the parts that come later import
 * little else that is not there. */
export const noPreloads: Plugin = {
  name: 'nabla-no-preloads',
  enforce: 'pre',
  load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined),
};

/** Chart.js carries a library of colours for what the pointer is on and for what moves: its charts here know neither. */
export const plainColors = (root: string): Plugin => ({
  name: 'nabla-plain-colors',
  enforce: 'pre',
  apply: 'build',
  resolveId: (id) => (id === '@kurkle/color' ? join(root, 'src', 'kit', 'plain-color.ts') : undefined),
});
