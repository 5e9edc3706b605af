// Where the engine comes from in Node, which fetches no files.

import { readFile } from 'node:fs/promises';
import { chosen, type EngineChoice } from './choose';
import { compileBytes } from './compile';

const beside = () => ({
  plain: new URL('./nabla.wasm', import.meta.url),
  relaxed: new URL('./nabla-relaxed.wasm', import.meta.url),
});

export const moduleFrom = ({ files = beside(), simd }: EngineChoice): Promise<WebAssembly.Module> =>
  chosen(files, simd, async (file) => compileBytes(await readFile(file)));
