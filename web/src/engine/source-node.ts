// Where the engine comes from in Node, which fetches no files.

import { readFile } from 'node:fs/promises';
import { compileBytes } from './compile';

export const moduleFrom = async (address: URL | undefined): Promise<WebAssembly.Module> =>
  compileBytes(await readFile(address ?? new URL('./nabla.wasm', import.meta.url)));
