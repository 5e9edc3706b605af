// From an address to a compiled module, or to a sentence that says why not.

import { EngineError } from './errors';

/** (module (func (result v128) (v128.const …))): valid only where simd128 is. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

export async function compile(url: URL): Promise<WebAssembly.Module> {
  requireSimd();
  return compiled(() => fromResponse(url));
}

/** As `compile`, from bytes that are here. */
export async function compileBytes(bytes: BufferSource): Promise<WebAssembly.Module> {
  requireSimd();
  return compiled(() => WebAssembly.compile(bytes));
}

export function requireSimd(): void {
  if (typeof WebAssembly !== 'object') {
    throw new EngineError('no-webassembly', 'This browser has WebAssembly switched off, and the mathematics needs it.');
  }
  if (!hasSimd()) {
    throw new EngineError(
      'no-simd',
      'This browser lacks WebAssembly SIMD, which Chrome 91, Firefox 89, Safari 16.4 and later have.',
    );
  }
}

function hasSimd(): boolean {
  try {
    return WebAssembly.validate(SIMD_PROBE);
  } catch {
    return false;
  }
}

async function request(url: URL): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin' });
  } catch (cause) {
    throw new EngineError(
      'unreachable',
      'The engine file could not be fetched: the network is down, or the page’s security policy forbids it.',
      { cause },
    );
  }
  if (!response.ok) {
    throw new EngineError(
      'not-found',
      `The engine file is missing: the server answered ${response.status} for ${url.pathname}.`,
    );
  }
  return response;
}

async function fromResponse(url: URL): Promise<WebAssembly.Module> {
  const response = await request(url);
  // Streaming compiles while the file arrives, but insists on the right MIME type; plain static servers may not send it.
  if (response.headers.get('content-type')?.startsWith('application/wasm')) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Turns what a compiler throws into a sentence. */
async function compiled(compile: () => Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
  try {
    return await compile();
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    if (/Content Security Policy|unsafe-eval|disallowed|blocked/i.test(String(cause))) {
      throw new EngineError(
        'blocked',
        'The page’s security policy blocks WebAssembly; script-src needs ‘wasm-unsafe-eval’.',
        { cause },
      );
    }
    throw new EngineError('damaged', 'The engine file is damaged or incomplete; reload the page to fetch it again.', {
      cause,
    });
  }
}
