// In one file nothing is left to fetch: what would be fetched later is imported at the start, so that the bundler can put
// everything into one scope and leave out what nobody uses. Left as it is, each part would be wrapped in a function.

import type { Plugin } from 'vite';
import { nodesIn, withCuts, type Cut } from '../../site/build/nodes';

export const oneScope = (): Plugin => ({
  name: 'nabla-one-scope',
  apply: 'build',
  enforce: 'post',
  transform: {
    filter: { id: /\/web\/src\/.*\.ts$/, code: /\bimport\(/ },
    handler(code) {
      const heads: string[] = [];
      const cuts: Cut[] = [];
      for (const { type, start, end, source } of nodesIn(this.parse(code))) {
        const path = type === 'ImportExpression' ? (source as { value?: unknown }).value : undefined;
        if (typeof path !== 'string') continue;
        const name = `nablaPart${heads.length}`;
        heads.push(`import * as ${name} from ${JSON.stringify(path)};`);
        cuts.push({ start, end, text: `Promise.resolve(${name})` });
      }
      return cuts.length > 0 ? { code: `${heads.join(' ')}\n${withCuts(code, cuts)}`, map: null } : null;
    },
  },
});
