// A module that stands inside a script: deflated, as text, for no request can be made from a file.

import { compileBytes } from './compile';

export async function compilePacked(packed: string): Promise<WebAssembly.Module> {
  // Not fetch('data:…'): a policy of connect-src 'self' forbids it.
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return compileBytes(await new Response(stream).arrayBuffer());
}
