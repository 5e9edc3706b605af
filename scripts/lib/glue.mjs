// One nabla.mjs calls two modules: what Emscripten wrote for each must be the same, but for the file's name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem.mjs';

/** What a module asks for and offers, one name a line, in its order. */
function seam(path) {
  const module = new WebAssembly.Module(readFileSync(path));
  return {
    asks: WebAssembly.Module.imports(module).map(({ module, name, kind }) => `asks ${module}.${name}: ${kind}`),
    offers: WebAssembly.Module.exports(module).map(({ name, kind }) => `offers ${name}: ${kind}`),
  };
}

const firstDifference = (a, b) => {
  const i = a.findIndex((line, at) => line !== b[at]);
  return i >= 0 ? `${a[i]} / ${b[i]}` : b.length > a.length ? ` / ${b[a.length]}` : undefined;
};

export async function requireOneGlue(folder, one, other) {
  await import('./relaxed-simd.mjs');
  const glue = (name) => readFileSync(join(folder, `${name}.mjs`), 'utf8').replaceAll(`"${name}.wasm"`, '"file"');
  const [a, b] = [one, other].map((name) => {
    const { asks, offers } = seam(join(folder, `${name}.wasm`));
    return [...asks, ...offers, ...glue(name).split(/(?<=[;{}])/)];
  });
  const difference = firstDifference(a, b);
  if (difference !== undefined)
    throw new Problem(
      `${one}.wasm and ${other}.wasm cannot be called by one ${one}.mjs, for their links differ at "${difference.slice(0, 200)}": give both the same flags in CMakeLists.txt.`,
    );
}

/** The glue of `whole` calls a part of it too: what the part asks for is there, and all is offered that the glue takes. */
export function requireNoMore(folder, part, whole) {
  const [a, b] = [part, whole].map((name) => seam(join(folder, `${name}.wasm`)));
  const missing = a.asks.find((line) => !b.asks.includes(line)) ?? b.offers.find((line) => !a.offers.includes(line));
  if (missing !== undefined)
    throw new Problem(`${part}.wasm cannot be called by ${whole}.mjs, for the two do not agree on what it ${missing}.`);
}
