// Everything the engine throws is one of these: a stable code and a sentence that a visitor can act on.

export type EngineCode =
  | 'invalid-argument'
  | 'shape-mismatch'
  | 'singular-matrix'
  | 'not-converged'
  | 'out-of-memory'
  | 'trap'
  | 'recovering'
  | 'no-webassembly'
  | 'no-simd'
  | 'not-found'
  | 'blocked'
  | 'unreachable'
  | 'damaged';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineCode;

  constructor(code: EngineCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What wasm/bindings/module.cpp makes of the exceptions of wasm/core/error.h. */
const CORE_CODES = ['invalid-argument', 'shape-mismatch', 'singular-matrix', 'not-converged', 'out-of-memory'] as const;

export const isCoreCode = (code: unknown): code is (typeof CORE_CODES)[number] =>
  CORE_CODES.some((known) => known === code);
