// Where the engine comes from: a file beside the script.

import wasmUrl from '@wasm/nabla.wasm?url';
import { compile } from './compile';

// The bundler has made an absolute address of it, in development one from the root of the server. Against the page, not
// against this module: bundlers of other people take new URL(…, import.meta.url) for a file of theirs.
export const moduleFrom = (address: URL | undefined): Promise<WebAssembly.Module> =>
  compile(address ?? new URL(wasmUrl, location.href));
