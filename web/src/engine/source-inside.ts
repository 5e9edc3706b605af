// Where the engine comes from in the one-file script: out of the script itself, unless the page names files. Only the
// plain module is inside, for it runs everywhere and a second one would add half of the script's weight.

import packed from 'virtual:nabla-engine';
import { chosen, type EngineChoice } from './choose';
import { compile, compileBytes } from './compile';

export async function moduleFrom({ files, simd }: EngineChoice): Promise<WebAssembly.Module> {
  if (files) return chosen(files, simd, compile);
  // Not fetch('data:…'): a policy of connect-src 'self' forbids it.
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return compileBytes(await new Response(stream).arrayBuffer());
}
