// Where the engine comes from: a file beside the script.

import plain from '@wasm/nabla.wasm?url';
import relaxed from '@wasm/nabla-relaxed.wasm?url';
import { chosen, type EngineChoice } from './choose';
import { compile } from './compile';

// The bundler has made absolute addresses of them, in development from the root of the server. Against the page, not
// against this module: bundlers of other people take new URL(…, import.meta.url) for a file of theirs.
const beside = (file: string): URL => new URL(file, location.href);

export const moduleFrom = ({ files, simd }: EngineChoice): Promise<WebAssembly.Module> =>
  chosen(files ?? { plain: beside(plain), relaxed: beside(relaxed) }, simd, compile);
