// The measured kernels, and the comparison that a result must pass before its time counts.
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { caseOf } from '../../../web/src/kernels/cases';
import { errorOf } from '../../../web/src/kernels/compare';
import { agree } from '../../../web/src/kernels/measure';
import { MEASURED, type Measured } from '../../../web/src/kernels/measured';
import { open } from '../../../web/src/kernels/module';
import { eigh, svd } from '../../../web/src/kernels/plain-decompositions';
import { plainJs } from '../../../web/src/kernels/plain-js';
import type { KernelInputs, Kernels, Numbers, Task } from '../../../web/src/kernels/task';
import { best } from '../../../web/src/kernels/timing';

const N = 24;

const resultOf = (task: Task): Numbers => {
  task.run();
  return task.result();
};
const computed = (kernels: Kernels, m: Measured): { input: unknown; result: Numbers } => {
  const input = caseOf(m.name).inputs(m.size);
  const make = kernels[m.name] as (i: KernelInputs[typeof m.name]) => Task;
  return { input, result: resultOf(make(input)) };
};

describe('scalar JavaScript', () => {
  it('finds the eigenvalues of the second difference, 2 − 2 cos kπ/(n+1)', () => {
    const a = new Float64Array(N * N);
    for (let i = 0; i < N; i++) {
      a[i * N + i] = 2;
      if (i > 0) a[i * N + i - 1] = a[(i - 1) * N + i] = -1;
    }
    const values = resultOf(eigh({ n: N, a })).subarray(0, N);
    for (const [k, value] of values.entries()) {
      // Backward stable: off by some n roundings of the norm, which is 4.
      expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (N + 1))))).toBeLessThan(1e-14 * N);
    }
  });

  it('finds singular values that a matrix was made of', () => {
    // Reflections are orthogonal, so that the middle factor is the answer.
    const reflection = (seed: number): number[][] => {
      const v = Array.from({ length: N }, (_, i) => Math.sin(seed * (i + 1)));
      const norm = v.reduce((sum, x) => sum + x * x, 0);
      return v.map((x, i) => v.map((y, j) => (i === j ? 1 : 0) - (2 * x * y) / norm));
    };
    const wanted = Array.from({ length: N }, (_, i) => 1 + (N - i) / 3);
    const [left, right] = [reflection(1.3), reflection(2.1)];
    const a = Float64Array.from({ length: N * N }, (_, at) =>
      wanted.reduce((sum, s, k) => sum + (left[Math.floor(at / N)]?.[k] ?? 0) * s * (right[k]?.[at % N] ?? 0), 0),
    );
    const values = resultOf(svd({ n: N, a })).subarray(0, N);
    for (const [k, value] of values.entries()) expect(Math.abs(value - (wanted[k] ?? 0))).toBeLessThan(1e-13 * N);
  });

  it('multiplies as the definition says', () => {
    const n = 3;
    const a = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 10);
    const b = Float64Array.of(2, 0, 1, 0, 1, 0, 1, 0, 0);
    const task = plainJs['matmul f64']?.({ n, a, b });
    expect(task && [...resultOf(task)]).toEqual([5, 2, 1, 14, 5, 4, 24, 8, 7]);
  });
});

describe('every measured kernel of the module for plain SIMD', () => {
  let kernels: Kernels = {};
  beforeAll(async () => {
    const file = new URL('../../../.build/wasm/nabla_kernels_plain.wasm', import.meta.url);
    kernels = open(await WebAssembly.compile(await readFile(file))).kernels;
  });

  it.each(MEASURED.map((m) => [m.label, m] as const))('%s agrees with scalar JavaScript', (_, m) => {
    const wanted = computed(plainJs, m).result;
    const { input, result } = computed(kernels, m);
    expect(errorOf(m.by, input, result, wanted)).toBeLessThan(m.tolerance);
  });

  it.each(MEASURED.map((m) => [m.label, m] as const))('%s is called wrong when one number is', (_, m) => {
    const wanted = computed(plainJs, m).result;
    const { input, result } = computed(kernels, m);
    for (const off of [1e-3, NaN]) {
      const spoilt = result.slice();
      const at = spoilt.length - 1;
      spoilt[at] = (spoilt[at] ?? 0) + off;
      expect(errorOf(m.by, input, spoilt, wanted)).toBeGreaterThan(m.tolerance);
    }
    expect(errorOf(m.by, input, result.subarray(1), wanted)).toBe(Infinity);
  });
});

describe('rounds', () => {
  it('are enough when two of them took alike, whatever the others took', () => {
    expect(agree([])).toBe(false);
    expect(agree([3])).toBe(false);
    expect(agree([3, 4])).toBe(false);
    expect(agree([3, 40, 3.1])).toBe(true);
  });
});

describe('best', () => {
  it('answers the time of one run, not of a sample, and forgets interruptions', async () => {
    let [clock, runs] = [0, 0];
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const run = (): void => {
      clock += runs++ === 0 ? 10 : 0.5;
    };
    expect(await best(run, { span: 30, least: 4 })).toBe(0.5);
  });

  it('lets others have their turn between samples, and samples once at least', async () => {
    let turns = 0;
    await best(() => undefined, { span: 0, pause: () => Promise.resolve(void turns++) });
    expect(turns).toBe(1);
  });
});
