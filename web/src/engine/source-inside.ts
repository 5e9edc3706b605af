// Where the engine comes from in the one-file script: out of the script itself, unless the page names a file.

import { decompress } from 'lzma1';
import packed from 'virtual:nabla-engine';
import { compile, compileBytes } from './compile';

export async function moduleFrom(address: URL | undefined): Promise<WebAssembly.Module> {
  if (address) return compile(address);
  // Not fetch('data:…'): a policy of connect-src 'self' forbids it.
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  return compileBytes(decompress(bytes));
}
