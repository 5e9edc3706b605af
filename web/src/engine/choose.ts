// Which of the two modules a browser gets. Both compute the same mathematics; relaxed SIMD multiplies and adds in one
// instruction with one rounding, so that last digits may differ from machine to machine. Plain SIMD gives the same bits
// everywhere: whoever wants those adds ?simd=plain to a page's address, or calls config({ simd: 'plain' }).

import { relaxedSimd } from 'wasm-feature-detect';

export type Simd = 'auto' | 'plain';

/** Addresses of the engine's files; without `relaxed` there is nothing to choose. */
export interface EngineFiles {
  readonly plain: URL;
  readonly relaxed?: URL;
}

/** What may be said about the engine before it is loaded. */
export interface EngineChoice {
  /** Where its files are, if not beside the script. */
  readonly files?: EngineFiles | undefined;
  readonly simd?: Simd | undefined;
}

/** In Node there is no address. */
const pageAsksForPlain = (): boolean =>
  new URLSearchParams((globalThis as { location?: Location }).location?.search).get('simd') === 'plain';

/** The better of the two that can be had. */
export async function chosen(
  { plain, relaxed }: EngineFiles,
  simd: Simd | undefined,
  compile: (file: URL) => Promise<WebAssembly.Module>,
): Promise<WebAssembly.Module> {
  if (relaxed && simd !== 'plain' && !pageAsksForPlain() && (await relaxedSimd())) {
    try {
      return await compile(relaxed);
    } catch {
      // The plain one does all that this one does; if it cannot be had either, its failure is the one to report.
    }
  }
  return compile(plain);
}
