// Where the engine comes from in the one-file script: out of the script itself, unless the page names files. Only the
// plain module is inside, for it runs everywhere and a second one would add half of the script's weight.

import packed from 'virtual:nabla-engine';
import { chosen, type EngineChoice } from './choose';
import { compile, compileBytes } from './compile';
import { unpack } from './packed';

let unpacked: Uint8Array<ArrayBuffer> | undefined;

/** Takes a tenth of a second, which may pass before anybody waits for it. */
export function unpackEngine(): Uint8Array<ArrayBuffer> {
  unpacked ??= unpack(packed);
  return unpacked;
}

export async function moduleFrom({ files, simd }: EngineChoice): Promise<WebAssembly.Module> {
  if (files) return chosen(files, simd, compile);
  const bytes = unpackEngine();
  unpacked = undefined;
  return compileBytes(bytes);
}
