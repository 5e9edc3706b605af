// Everything the engine throws is one of these: a stable code and a sentence that a visitor can act on.

export type EngineCode =
  | 'invalid-argument'
  | 'shape-mismatch'
  | 'singular-matrix'
  | 'not-converged'
  | 'invalid-expression'
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
  /** Of `invalid-expression`: the character at fault, from 1; one past the end when something is missing there. */
  readonly position: number | undefined;

  constructor(code: EngineCode, message: string, options?: ErrorOptions & { readonly position?: number | undefined }) {
    super(message, options);
    this.code = code;
    this.position = options?.position;
  }
}

/** What wasm/bindings/module.cpp makes of the exceptions of wasm/core/error.h. */
const CORE_CODES = [
  'invalid-argument',
  'shape-mismatch',
  'singular-matrix',
  'not-converged',
  'invalid-expression',
  'out-of-memory',
] as const;

export const isCoreCode = (code: unknown): code is (typeof CORE_CODES)[number] =>
  CORE_CODES.some((known) => known === code);
