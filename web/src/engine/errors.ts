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

/** The C++ exception types of wasm/core/error.h. */
export const CORE_CODES: Readonly<Record<string, EngineCode>> = {
  'nabla::InvalidArgument': 'invalid-argument',
  'nabla::ShapeMismatch': 'shape-mismatch',
  'nabla::SingularMatrix': 'singular-matrix',
  'nabla::NotConverged': 'not-converged',
  'std::bad_alloc': 'out-of-memory',
  'std::length_error': 'out-of-memory',
};
