// Where the engine comes from: a file beside the script.

import plain from '@wasm/nabla.wasm?url';
import relaxed from '@wasm/nabla-relaxed.wasm?url';
import { chosen, type EngineChoice, type EngineFiles } from './choose';
import { compile } from './compile';

// The bundler has made absolute addresses of them, in development from the root of the server. Against the page, not
// against this module: bundlers of other people take new URL(…, import.meta.url) for a file of theirs.
const beside = (file: string): URL => new URL(file, location.href);

/** A page of the site names the engine of its section, which holds what its widgets call. A worker has no page. */
function ofPage(): EngineFiles | undefined {
  if (typeof document === 'undefined') return undefined;
  const named = document.querySelector<HTMLMetaElement>('meta[name="nabla-engine"]')?.content.split(' ') ?? [];
  const [plain, relaxed] = named.map(beside);
  return plain && relaxed && { plain, relaxed };
}

export const moduleFrom = ({ files, simd }: EngineChoice): Promise<WebAssembly.Module> =>
  chosen(files ?? ofPage() ?? { plain: beside(plain), relaxed: beside(relaxed) }, simd, compile);
