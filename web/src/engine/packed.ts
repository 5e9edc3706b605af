// A module that stands inside a script: by LZMA, as text, for no request can be made from a file.

import { decompress } from 'lzma1';
import { compileBytes } from './compile';

export function unpack(packed: string): Uint8Array<ArrayBuffer> {
  // Not fetch('data:…'): a policy of connect-src 'self' forbids it.
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return decompress(bytes);
}

export const compilePacked = async (packed: string): Promise<WebAssembly.Module> => compileBytes(unpack(packed));
