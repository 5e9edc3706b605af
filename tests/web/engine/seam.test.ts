// The seam: what crosses is checked and copied, what fails comes back as one kind of error, what traps is replaced.
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type RawModule } from '../../../web/src/engine/engine';
import { EngineError } from '../../../web/src/engine/errors';
import { matrixFrom, type Matrix } from '../../../web/src/kit/values';
import { compiled, loadTestEngine } from './module';

let engine: Engine;
beforeAll(async () => {
  engine = await loadTestEngine();
});

const square = matrixFrom([
  [1, 2],
  [3, 4],
]);

const failure = (run: () => unknown): EngineError => {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('values', () => {
  it('keeps rows and columns apart: a product that is not square', () => {
    const a = matrixFrom([[1, 2, 3]]);
    const b = matrixFrom([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    expect(engine.matmul(a, b)).toEqual(matrixFrom([[14, 140]]));
    expect(engine.matmul(b, matrixFrom([[1, 0, 0], [0, 1, 0]])).cols).toBe(3); // prettier-ignore
  });

  it('copies out: a later call, and growth of the memory, change nothing that was returned', () => {
    const before = engine.matmul(square, square);
    const kept = before.data.slice();
    const side = 512;
    const large: Matrix = { rows: side, cols: side, data: new Float64Array(side * side).fill(1) };
    for (let i = 0; i < 4; i++) engine.matmul(large, large);
    expect(before.data).toEqual(kept);
    expect(before.data.buffer.byteLength).toBe(4 * 8);
  });

  it('copies in: the argument is as it was', () => {
    const mine = matrixFrom([[3, 1], [1, 2]]); // prettier-ignore
    engine.inverseReport(mine);
    expect(mine.data).toEqual(Float64Array.of(3, 1, 1, 2));
  });

  it('reads a view into a larger buffer', () => {
    const buffer = Float64Array.of(9, 9, 1, 2, 3, 4, 9);
    const view: Matrix = { rows: 2, cols: 2, data: buffer.subarray(2, 6) };
    expect(engine.matrixTranspose(view).data).toEqual(Float64Array.of(1, 3, 2, 4));
  });

  it('passes the ends of float64 unchanged', () => {
    const ends = matrixFrom([[5e-324, -0, Number.MAX_VALUE]]);
    const back = engine.matrixTranspose(ends).data;
    expect(Array.from(back, (x) => Object.is(x, -0))).toEqual([false, true, false]);
    expect(back).toEqual(Float64Array.of(5e-324, -0, Number.MAX_VALUE));
  });

  it('gives empty results shape and all', () => {
    const empty: Matrix = { rows: 0, cols: 3, data: new Float64Array() };
    expect(engine.matrixTranspose(empty)).toMatchObject({ rows: 3, cols: 0 });
  });

  it('does not grow the memory over ten thousand calls', () => {
    const usage = (): number => process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100; i++) engine.inverseReport(square);
    const before = usage();
    for (let i = 0; i < 10_000; i++) engine.inverseReport(square);
    // Copies wait for the collector; a leak of one 32-byte matrix a call in the heap would force a growth of 64 kB pages.
    expect(usage() - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('checks before crossing', () => {
  const any = (): Record<string, (...args: unknown[]) => unknown> => engine as never;

  it.each([
    ['a string', 'text', 'a must be a matrix'],
    ['null', null, 'a must be a matrix'],
    ['nothing', undefined, 'a must be a matrix'],
    ['a plain array', [[1, 2], [3, 4]], 'a.rows must be a whole number'], // prettier-ignore
    ['numbers in a plain array', { rows: 1, cols: 1, data: [1] }, 'a.data must be a Float64Array'],
    ['float32', { rows: 1, cols: 1, data: new Float32Array(1) }, 'a.data must be a Float64Array'],
    ['fractional rows', { rows: 1.5, cols: 2, data: new Float64Array(3) }, 'a.rows must be a whole number'],
    ['negative rows', { rows: -1, cols: 2, data: new Float64Array(2) }, 'a.rows must be a whole number'],
    ['2^32 + 3 rows', { rows: 2 ** 32 + 3, cols: 1, data: new Float64Array(3) }, 'a.rows must be a whole number'],
    ['a BigInt', { rows: 1n, cols: 1, data: new Float64Array(1) }, 'a.rows must be a whole number'],
    ['length that is not rows × cols', { rows: 2, cols: 2, data: new Float64Array(3) }, '2×2 needs 4'],
    ['NaN', { rows: 1, cols: 2, data: Float64Array.of(1, Number.NaN) }, 'entry 1 is NaN'],
    ['infinity', { rows: 1, cols: 1, data: Float64Array.of(Infinity) }, 'entry 0 is Infinity'],
    ['shared memory', { rows: 1, cols: 1, data: new Float64Array(new SharedArrayBuffer(8)) }, 'shared memory'],
  ])('%s in place of a matrix', (_, value, text) => {
    const error = failure(() => any()['matmul']?.(value, square));
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toContain(text);
    expect(error.message).toMatch(/^matmul: /);
  });

  it('memory that was transferred away', () => {
    const data = new Float64Array(4);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect(failure(() => engine.matmul({ rows: 2, cols: 2, data }, square)).message).toMatch(/gone|holds 0/);
  });

  it('reads each field once: a getter cannot pass the check and then change', () => {
    let reads = 0;
    const sly = {
      get rows() {
        return reads++ === 0 ? 2 : 100_000;
      },
      cols: 2,
      data: new Float64Array(4),
    };
    expect(engine.matmul(sly, square).rows).toBe(2);
    expect(reads).toBe(1);
  });

  it('lets an object whose conversion throws fail as itself', () => {
    const hostile = new Proxy({}, { get: () => { throw new RangeError('mine'); } }); // prettier-ignore
    expect(() => any()['matmul']?.(hostile, square)).toThrow(RangeError);
    expect(engine.matmul(square, square).data[0]).toBe(7);
  });

  it.each([
    [1.5, 'whole number'],
    ['1', 'whole number'],
    [Number.NaN, 'whole number'],
    [2 ** 31, 'within 32 bits'],
    [{ valueOf: (): number => 1 }, 'whole number'],
  ])('an index of %o', (index, text) => {
    expect(failure(() => any()['matmulCell']?.(square, square, index, 0)).message).toContain(text);
  });

  it('too few and too many arguments', () => {
    expect(failure(() => any()['matmul']?.(square)).message).toBe('matmul takes 2 arguments, got 1.');
    expect(failure(() => any()['matmul']?.(square, square, square)).message).toContain('got 3');
  });

  it('knows every exported function by name and kinds', () => {
    const names = engine.signatures.map((s) => s.name);
    expect(names).toContain('matmulCell');
    for (const s of engine.signatures)
      for (const arg of s.args) expect(arg.kind, `${s.name}(${arg.name})`).toBeTruthy();
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('failures of the core', () => {
  it('keep their class as code and their sentence as message', () => {
    const error = failure(() => engine.matmul(matrixFrom([[1, 2, 3]]), square));
    expect(error).toMatchObject({ name: 'EngineError', code: 'shape-mismatch' });
    expect(error.message).toContain('1x3 and 2x2');
  });

  it('leave the engine usable, many times over', () => {
    for (let i = 0; i < 1000; i++) failure(() => engine.matmulCell(square, square, 7, 0));
    expect(engine.matmul(square, square).data).toEqual(Float64Array.of(7, 10, 15, 22));
  });

  it('memory that the page may not have is refused in a sentence', () => {
    const n = 30_000;
    const column: Matrix = { rows: n, cols: 1, data: new Float64Array(n) };
    const error = failure(() => engine.matmul(column, { ...column, rows: 1, cols: n }));
    expect(error.code).toBe('out-of-memory');
    expect(engine.matmul(square, square).data[0]).toBe(7);
  });

  it('a domain error names its argument', () => {
    expect(failure(() => engine.matmulCell(square, square, 7, 0))).toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('row') as string,
    });
  });
});

describe('a trap', () => {
  /** The module with one function that runs off the end of its memory, as a defect in the core would. */
  async function fragile(): Promise<{ engine: Engine; instances: () => number }> {
    const make = await compiled();
    let count = 0;
    const instantiate = async (): Promise<RawModule> => {
      const raw = await make();
      count += 1;
      const trap = (): never => {
        throw new WebAssembly.RuntimeError('memory access out of bounds');
      };
      return count === 1 ? { ...raw, inverse: trap } : raw;
    };
    return { engine: await createEngine(instantiate), instances: () => count };
  }

  it('is said, throws the instance away, and the next call works on a fresh one', async () => {
    const { engine: broken, instances } = await fragile();
    expect(failure(() => broken.inverse(square)).code).toBe('trap');
    expect(failure(() => broken.matmul(square, square)).code).toBe('recovering');
    await broken.recovered();
    expect(instances()).toBe(2);
    expect(broken.matmul(square, square).data[3]).toBe(22);
    expect(broken.inverse(square).data[0]).toBeCloseTo(-2, 12);
  });
});
