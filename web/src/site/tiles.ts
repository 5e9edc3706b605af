// The small pictures of the front page move while their entry is pointed at or focused; on a screen without a pointer,
// while it passes the middle. They are drawn by the same functions as in the build, by the page's own engine.

import type { Engine } from '../engine';
import { loadEngine } from '../engine';
import { reducedMotion } from '../kit/theme';
import { tilePaths, type Tile } from '../kit/tile';

const tiles = import.meta.glob<Tile<Engine>>('../concepts/*/tile.ts', { eager: true, import: 'default' });

const LOOP_MS = 5000;

class Moving {
  readonly #svg: SVGSVGElement;
  readonly #tile: Tile<Engine>;
  readonly #engine: Engine;
  #on = false;
  /** Where in its loop it stands, and when that was. */
  #t = 0;
  #last = 0;

  constructor(svg: SVGSVGElement, tile: Tile<Engine>, engine: Engine) {
    this.#svg = svg;
    this.#tile = tile;
    this.#engine = engine;
  }

  play(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    if (!on) return;
    this.#last = performance.now();
    requestAnimationFrame(this.#frame);
  }

  readonly #frame = (now: number): void => {
    if (!this.#on) return;
    this.#t = (this.#t + Math.max(0, now - this.#last) / LOOP_MS) % 1;
    this.#last = now;
    this.#draw();
    requestAnimationFrame(this.#frame);
  };

  #draw(): void {
    const paths = tilePaths(this.#tile(this.#engine, this.#t));
    while (this.#svg.children.length > paths.length) this.#svg.lastChild?.remove();
    paths.forEach((path, i) => {
      const element =
        this.#svg.children[i] ?? this.#svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
      for (const [name, value] of Object.entries(path)) element.setAttribute(name, value as string);
    });
  }
}

export async function wakeTiles(): Promise<void> {
  if (reducedMotion()) return;
  const engine = await loadEngine();
  const byEntry = new Map<Element, Moving>();
  for (const svg of document.querySelectorAll<SVGSVGElement>('.tile')) {
    const entry = svg.closest('a');
    const tile = tiles[`../concepts/${entry?.dataset.concept ?? ''}/tile.ts`];
    if (entry && tile) byEntry.set(entry, new Moving(svg, tile, engine));
  }
  for (const [entry, moving] of byEntry) {
    for (const start of ['pointerenter', 'focus']) entry.addEventListener(start, () => moving.play(true));
    for (const stop of ['pointerleave', 'blur']) entry.addEventListener(stop, () => moving.play(false));
  }
  if (!matchMedia('(hover: none)').matches) return;
  const middle = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) byEntry.get(target)?.play(isIntersecting);
    },
    { rootMargin: '-45% 0px -45% 0px' },
  );
  for (const entry of byEntry.keys()) middle.observe(entry);
}
