// The small pictures of the front page, drawn by the engine itself while the site is built, so that they stand there
// before any script has run.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createEngine, type Engine } from '../../engine/engine';
import { instantiate, type Factory } from '../../engine/instantiate';
import { tilePaths, type Tile } from '../../kit/tile';
import { html, type Markup } from './html';

const tiles = import.meta.glob<Tile<Engine>>('../../concepts/*/tile.ts', { eager: true, import: 'default' });

async function loadEngine(folder: string): Promise<Engine> {
  const module = await WebAssembly.compile(await readFile(join(folder, 'nabla.wasm')));
  const glue = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'nabla.mjs')).href)) as {
    default: Factory;
  };
  return createEngine(() => instantiate(glue.default, module));
}

/** Pictures by concept. `folder` holds the built engine. */
export async function drawTiles(folder: string): Promise<ReadonlyMap<string, Markup>> {
  const engine = await loadEngine(folder);
  return new Map(
    Object.entries(tiles).map(([path, tile]) => {
      const paths = tilePaths(tile(engine, 0)).map(
        (p) => html`<path d="${p.d}" class="${p.class}" opacity="${p.opacity}"></path>`,
      );
      const picture = html`<svg class="tile" viewBox="-1.5 -1 3 2" aria-hidden="true">${paths}</svg>`;
      return [path.split('/').at(-2) ?? '', picture];
    }),
  );
}
