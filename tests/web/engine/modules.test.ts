// The two modules of the engine: which is chosen, that a failure of the better one is none, and that both compute the same.
import { readFile } from 'node:fs/promises';
import * as features from 'wasm-feature-detect';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { chosen, type EngineFiles } from '../../../web/src/engine/choose';
import { engineChoice, configure } from '../../../web/src/embed/config';
import { sections } from '../../../web/src/curriculum';
import type { Engine } from '../../../web/src/engine/engine';
import type { Matrix } from '../../../web/src/kit/values';
import { loadTestEngine } from './module';

vi.mock('wasm-feature-detect', { spy: true });

const files: EngineFiles = { plain: new URL('file:///nabla.wasm'), relaxed: new URL('file:///nabla-relaxed.wasm') };

/** A stand-in for compiling that remembers what was asked for. */
function compiler(broken: readonly string[] = []) {
  const asked: string[] = [];
  const compile = (file: URL): Promise<WebAssembly.Module> => {
    const name = file.pathname.slice(1);
    asked.push(name);
    return broken.includes(name) ? Promise.reject(new Error(name)) : Promise.resolve({} as WebAssembly.Module);
  };
  return { asked, compile };
}

describe('choosing', () => {
  const supported = (yes: boolean): void => void vi.mocked(features.relaxedSimd).mockResolvedValue(yes);
  beforeEach(() => supported(true));

  it.each([
    ['relaxed where the browser has it', true, files, undefined, ['nabla-relaxed.wasm']],
    ['plain where it has not', false, files, undefined, ['nabla.wasm']],
    ['plain where that is asked for', true, files, 'plain', ['nabla.wasm']],
    ['the one file that was named', true, { plain: files.plain }, undefined, ['nabla.wasm']],
  ] as const)('%s, and nothing else is fetched', async (_, yes, from, simd, expected) => {
    supported(yes);
    const { asked, compile } = compiler();
    await chosen(from, simd, compile);
    expect(asked).toEqual(expected);
  });

  it('plain where a page’s address asks for it', async () => {
    vi.stubGlobal('location', new URL('https://example.org/calculus/?simd=plain#ode'));
    const { asked, compile } = compiler();
    await chosen(files, undefined, compile);
    vi.unstubAllGlobals();
    expect(asked).toEqual(['nabla.wasm']);
  });

  it('plain where the relaxed file cannot be had', async () => {
    const { asked, compile } = compiler(['nabla-relaxed.wasm']);
    await chosen(files, undefined, compile);
    expect(asked).toEqual(['nabla-relaxed.wasm', 'nabla.wasm']);
  });

  it('reports the plain one’s failure where neither can be had', async () => {
    const { compile } = compiler(['nabla-relaxed.wasm', 'nabla.wasm']);
    await expect(chosen(files, undefined, compile)).rejects.toThrow(/^nabla\.wasm$/);
  });

  it('config names a folder of both, one file, or the plain one', () => {
    configure({ assets: 'https://example.org/nabla' });
    expect(engineChoice().files).toEqual({
      plain: new URL('https://example.org/nabla/nabla.wasm'),
      relaxed: new URL('https://example.org/nabla/nabla-relaxed.wasm'),
    });
    configure({ wasmUrl: 'https://example.org/mine.wasm' });
    expect(engineChoice().files).toEqual({ plain: new URL('https://example.org/mine.wasm') });
    configure({ simd: 'plain' });
    expect(engineChoice().simd).toBe('plain');
    expect(() => configure({ simd: 'fast' as never })).toThrow('simd is auto or plain.');
  });
});

describe('computing', () => {
  let plain: Engine;
  let relaxed: Engine;
  beforeAll(async () => {
    [plain, relaxed] = await Promise.all([loadTestEngine('plain'), loadTestEngine('relaxed')]);
  });

  const matrix = (rows: number, cols: number, seed: number): Matrix => {
    let x = seed;
    const next = (): number => (x = (Math.imul(x, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
    return { rows, cols, data: Float64Array.from({ length: rows * cols }, next) };
  };
  const none: Matrix = { rows: 0, cols: 0, data: new Float64Array() };
  const largest = (a: Float64Array, b: Float64Array): number =>
    a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] as number))), 0);

  it('is not one file under two names: only one has instructions of relaxed SIMD', async () => {
    const valid = async (name: string): Promise<boolean> => {
      const bytes = await readFile(new URL(`../../../.build/wasm/${name}`, import.meta.url));
      // Opcodes of f32x4.relaxed_madd and f64x2.relaxed_madd.
      return [0x105, 0x107].every((op) => bytes.includes(Buffer.of(0xfd, (op & 0x7f) | 0x80, op >> 7)));
    };
    expect(await Promise.all(['nabla.wasm', 'nabla-relaxed.wasm'].map(valid))).toEqual([false, true]);
  });

  it('offers the same functions', () => {
    expect(relaxed.signatures).toEqual(plain.signatures);
  });

  it.each([3, 17, 64, 130])('products with sums of %i terms agree within the bound of a sum in whatever order', (n) => {
    const [a, b] = [matrix(n, n, 1), matrix(n, n, 2)];
    // Entries below 1, so each of the two is within n ε Σ|a||b| < n² ε of the exact product.
    expect(largest(plain.matmul(a, b).data, relaxed.matmul(a, b).data)).toBeLessThanOrEqual(2 * n * n * 2 ** -53);
    const single = (e: Engine) => e.matmulRounded(a, b, 'float32', 'pairwise').product.data;
    expect(largest(single(plain), single(relaxed))).toBeLessThanOrEqual(2 * n * n * 2 ** -24);
  });

  it('softmax and attention agree to a few units in the last place', () => {
    const z = matrix(5, 7, 3);
    const film = (e: Engine) => e.softmaxFilm(z, none, 1, 'shifted', 'float64', 1, 0);
    expect(JSON.stringify(film(relaxed))).toBe(JSON.stringify(film(plain)));
    const [q, k, v] = [matrix(64, 64, 4), matrix(64, 64, 5), matrix(64, 64, 6)];
    const out = (e: Engine) => e.attentionForward(q, k, v, none, true, true, 'safe', 'float64').output.data;
    // Scores are sums of 64 products below 1, over 8: an error of 64 · 64 ε / 8, which softmax at most doubles.
    expect(largest(out(plain), out(relaxed))).toBeLessThanOrEqual(2 * 512 * 2 ** -53 * 2);
  });

  it('the PINN’s losses agree: at the first step as float32 sums do, after ten steps of Adam to one in a hundred', () => {
    const [nothing, equal] = [new Float64Array(), Float64Array.of(1, 1, 1)];
    const losses = (e: Engine) => {
      const { state, collocation, boundary } = e.pinnStart(0, 'area', 256, 0.075);
      const u = e.pdeInitial('sine', nothing, 'zero', 65, 0);
      const data = Float64Array.from({ length: 130 }, (_, i) => (i % 2 === 0 ? i / 128 : (u[(i - 1) / 2] as number)));
      const start = { rows: 65, cols: 2, data };
      return e.pinnTrain(state, 'heat', 'zero', equal, 0.075, collocation, boundary, start, equal, 0.01, 10).losses;
    };
    const [a, b] = [losses(plain), losses(relaxed)];
    const apart = (i: number): number =>
      Math.abs((a.data[i] as number) - (b.data[i] as number)) / (a.data[i] as number);
    expect(a.data.every((x) => x > 0)).toBe(true);
    // The total is a mean over 256 points behind two layers of 32: a few hundred roundings of 2^-24.
    expect(apart(0)).toBeLessThanOrEqual(512 * 2 ** -24);
    // Adam divides gradients by their own size, which lets the smallest of them choose another way.
    expect(apart(a.data.length - a.cols)).toBeLessThanOrEqual(1e-2);
  });
});

describe('the engine of a section', () => {
  it.each([...sections.map(({ slug }) => slug), 'front'])(
    '%s is a part of the whole, in both kinds',
    async (section) => {
      const [whole, plain, relaxed] = await Promise.all([
        loadTestEngine('plain'),
        loadTestEngine('plain', section),
        loadTestEngine('relaxed', section),
      ]);
      const all = new Map(whole.signatures.map((signature) => [signature.name, signature]));
      expect(plain.signatures.length).toBeGreaterThan(1);
      expect(plain.signatures.length).toBeLessThan(whole.signatures.length);
      for (const signature of plain.signatures) expect(signature).toEqual(all.get(signature.name));
      expect(relaxed.signatures).toEqual(plain.signatures);
    },
  );

  it('gives the same bits, refuses in the same words and recovers in the same way', async () => {
    const [whole, part] = await Promise.all([loadTestEngine('plain'), loadTestEngine('plain', 'linear-algebra')]);
    const a: Matrix = { rows: 9, cols: 9, data: Float64Array.from({ length: 81 }, (_, i) => Math.sin(i * i)) };
    const results = (e: Engine) => [e.svdReport(a, 1e-12), e.eigReport(a), e.matmul(a, a)];
    expect(JSON.stringify(results(part))).toBe(JSON.stringify(results(whole)));
    const refusal = (e: Engine): unknown => {
      try {
        return e.matmul(a, { rows: 2, cols: 1, data: Float64Array.of(1, 2) });
      } catch (error) {
        return error;
      }
    };
    expect(refusal(part)).toBeInstanceOf(Error);
    expect(refusal(part)).toEqual(refusal(whole));
  });
});
