// Where the engine comes from: a file beside the script.

import wasmUrl from '@wasm/nabla.wasm?url';
import { compile } from './compile';

export const moduleFrom = (address: URL | undefined): Promise<WebAssembly.Module> =>
  compile(address ?? new URL(wasmUrl, import.meta.url));
