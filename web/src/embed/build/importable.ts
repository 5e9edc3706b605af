// Lit's browser files, so that Node can import what is built on them: an element to extend and a document stand in where
// there are none. Lit's own files for Node would bring a shim of the DOM into every page.

import type { Plugin } from 'vite';

const STAND_INS: readonly (readonly [file: RegExp, from: RegExp, to: string])[] = [
  [
    /@lit\/reactive-element\/reactive-element\.js$/,
    /extends HTMLElement\b/,
    'extends(globalThis.HTMLElement??class{})',
  ],
  [/lit-html\/lit-html\.js$/, /=document\b/, '=globalThis.document??{createTreeWalker(){}}'],
];

export const importableInNode = (): Plugin => ({
  name: 'nabla-importable-in-node',
  transform: {
    filter: { id: /node_modules\/(@lit\/reactive-element|lit-html)\// },
    handler(code, id) {
      const found = STAND_INS.find(([file]) => file.test(id));
      if (!found) return null;
      const [, from, to] = found;
      // A new version of Lit may be written otherwise.
      if (!from.test(code)) this.error(`${id} holds no ${from.source}: look what Lit needs of the page at the start.`);
      return { code: code.replace(from, to), map: null };
    },
  },
});
