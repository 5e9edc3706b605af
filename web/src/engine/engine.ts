// The core's functions as plain TypeScript: checked arguments in, copied values out, one kind of error.
// After a trap the instance is thrown away and a fresh one made from the compiled module; the page goes on.

import type { MainModule } from '@wasm/nabla';
import { checkArgument, readSignatures, type Signature } from './checks';
import { EngineError, isCoreCode } from './errors';

/** embind types a C++ string as everything that it would take; what it gives, and what we pass, is a string. */
type Plain<T> = [Uint8ClampedArray | string] extends [T]
  ? string
  : T extends Float64Array | readonly unknown[]
    ? T
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;
type PlainAll<A extends readonly unknown[]> = { [K in keyof A]: Plain<A[K]> };
type PlainFunction<F> = F extends (...args: infer A) => infer R ? (...args: PlainAll<A>) => Plain<R> : never;

type Functions = {
  [K in Exclude<keyof MainModule, 'signatures' | `HEAP${string}`>]: PlainFunction<MainModule[K]>;
};

/** Every function of the core, under its C++ name. */
export type Engine = Readonly<Functions> & {
  /** Resolves when a fresh instance is in place after a trap; at once otherwise. */
  readonly recovered: () => Promise<void>;
  readonly signatures: readonly Signature[];
};

/** What the generated glue offers besides the bound functions. */
export interface RawModule {
  readonly signatures: () => string;
  readonly [name: string]: unknown;
}

export type Instantiate = () => Promise<RawModule>;

export async function createEngine(instantiate: Instantiate): Promise<Engine> {
  let raw: RawModule | undefined = await instantiate();
  let recovery: Promise<void> = Promise.resolve();
  /** No instance could be made again: there is no memory left for one. */
  let lost = false;
  const signatures = readSignatures(raw.signatures());

  const call = (signature: Signature, args: readonly unknown[]): unknown => {
    const { name } = signature;
    if (args.length !== signature.args.length) {
      throw new EngineError(
        'invalid-argument',
        `${name} takes ${signature.args.length} arguments, got ${args.length}.`,
      );
    }
    const checked = signature.args.map((arg, i) => checkArgument(name, arg, args[i]));
    if (lost) throw new EngineError('trap', 'The engine failed and could not be started again; reload the page.');
    if (!raw) throw new EngineError('recovering', 'The engine is starting again after a failure; try once more.');
    try {
      return (raw[name] as (...values: unknown[]) => unknown)(...checked);
    } catch (error) {
      const known = fromCore(error);
      if (known) throw known;
      raw = undefined;
      recovery = instantiate().then(
        (fresh) => {
          raw = fresh;
        },
        () => {
          lost = true;
        },
      );
      throw new EngineError(
        'trap',
        `The engine failed in ${name} and is starting again; the last good state is kept.`,
        {
          cause: error,
        },
      );
    }
  };

  const functions = signatures.map((s) => [s.name, (...args: unknown[]) => call(s, args)] as const);
  const engine: object = { ...Object.fromEntries(functions), signatures, recovered: () => recovery };
  return Object.freeze(engine) as Engine;
}

/** What the core threw, which arrives as an Error with a code; undefined for anything else, which is a trap. */
function fromCore(error: unknown): EngineError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (!isCoreCode(error.code)) return undefined;
  const position = 'position' in error ? Number(error.position) : undefined;
  return new EngineError(error.code, error.message, { position });
}
