// Where the engine comes from in the one-file script: out of the script itself, unless the page names files. Only the
// plain module is inside, for it runs everywhere and a second one would add half of the script's weight.

import { decompress } from 'lzma1';
import packed from 'virtual:nabla-engine';
import { chosen, type EngineChoice } from './choose';
import { compile, compileBytes } from './compile';

let unpacked: Uint8Array<ArrayBuffer> | undefined;

/** Takes a tenth of a second, which may pass before anybody waits for it. */
export function unpack(): Uint8Array<ArrayBuffer> {
  if (unpacked) return unpacked;
  // Not fetch('data:…'): a policy of connect-src 'self' forbids it.
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return (unpacked = decompress(bytes));
}

export async function moduleFrom({ files, simd }: EngineChoice): Promise<WebAssembly.Module> {
  if (files) return chosen(files, simd, compile);
  const bytes = unpack();
  unpacked = undefined;
  return compileBytes(bytes);
}
