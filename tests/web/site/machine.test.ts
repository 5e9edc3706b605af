// What the page "Your machine" says of a run.
import { describe, expect, it } from 'vitest';
import { MEASURED } from '../../../web/src/kernels/measured';
import { toCsv } from '../../../web/src/kit/csv';
import { leads, powers, rates } from '../../../web/src/site/machine/charts';
import { cell, data, json, lineOf, markdown, sentence, type Results } from '../../../web/src/site/machine/report';

const index = (label: string): number => MEASURED.findIndex((m) => m.label === label);
const [product, exp, svd] = [index('f32 product, 512'), index('exp'), index('SVD, 64')];
const rowAt = (at: number, scalar: number, plain: number, relaxed: number, error = 0) =>
  [
    at,
    { index: at, times: { scalar, plain, relaxed }, errors: { plain: error, relaxed: error }, rough: false },
  ] as const;

// 2 · 512³ operations are 268.4 million: 5 ms are 53.7 GF/s.
const RESULTS: Results = {
  rows: new Map([rowAt(product, 120, 6, 5), rowAt(exp, 0.5, 0.05, 0.08), rowAt(svd, 3, 0.6, 0.5)]),
  peaks: { 'plain f32': 48, 'relaxed f32': 60 },
};
const WRONG: Results = { ...RESULTS, rows: new Map([rowAt(product, 120, 6, 5, 0.5)]) };
const PLACE = { date: '2026-11-23', browser: 'a browser', cores: 4 };

describe('a line', () => {
  it('holds rates, the lead of the fastest, and its share of the peak of its kind', () => {
    const line = lineOf(product, RESULTS);
    expect(line?.rates.relaxed).toBeCloseTo(53.687, 3);
    expect(line?.fastest).toBe('relaxed');
    expect(line?.ratio).toBe(24);
    expect(line?.share).toBeCloseTo(53.687 / 60, 4);
    expect(lineOf(exp, RESULTS)).toMatchObject({ fastest: 'plain', ratio: 10, share: undefined });
    expect(lineOf(0, RESULTS)).toBeUndefined();
  });

  it('writes rates where work is counted, times elsewhere, always three digits', () => {
    const [p, e, s] = [product, exp, svd].map((at) => lineOf(at, RESULTS));
    if (!p || !e || !s) throw new Error('no line');
    expect(cell(p, 'relaxed')).toBe('53.7\u00a0GF/s');
    expect(cell(e, 'scalar')).toBe('0.131\u00a0Ge/s');
    expect([cell(s, 'scalar'), cell(s, 'plain')]).toEqual(['3.00\u00a0ms', '600\u00a0µs']);
  });

  it('counts no time of a wrong result, and says how wrong it is', () => {
    const line = lineOf(product, WRONG);
    expect(line).toMatchObject({ wrong: ['plain', 'relaxed'], fastest: undefined, ratio: undefined, share: undefined });
    expect(line && cell(line, 'plain')).toBe('wrong, by 0.5');
    expect(sentence(WRONG)).toBe('');
    expect(leads(WRONG).series).toHaveLength(1);
  });
});

describe('the sentence', () => {
  it('tells the largest product, its share and lead', () => {
    expect(sentence(RESULTS)).toBe(
      'Matrices of 512 × 512 are multiplied at 53.7 GF/s by relaxed SIMD, 89\u00a0% of what its registers can do, and 24\u00a0× as fast as by scalar JavaScript.',
    );
  });
  it('is empty before anything was measured', () => {
    expect(sentence({ rows: new Map(), peaks: {} })).toBe('');
  });
});

describe('what is copied', () => {
  it('is a table in Markdown', () => {
    const lines = markdown(RESULTS, PLACE).split('\n');
    expect(lines[0]).toBe('2026-11-23, a browser, one of 4 logical cores.');
    expect(lines).toContain(
      '| float32 matrices, 512 × 512, multiplied | 2.24 GF/s | 44.7 GF/s | 53.7 GF/s | 24 × | 89 % |',
    );
    expect(lines.at(-2)).toBe('| registers alone, float64 |  |  |  |  |  |');
  });
  it('is one measurement a line in CSV, numbers in full', () => {
    const csv = toCsv({ caption: '', ...data(RESULTS) }).split('\r\n');
    expect(csv[0]).toBe('kernel,size,by,ms,rate,unit,difference,result');
    expect(csv).toContain('svd,64,scalar JavaScript,3,,,,right');
    expect(csv).toContain('registers f32,,relaxed SIMD,,60,GF/s,,');
  });
  it('is everything in JSON', () => {
    const copied = JSON.parse(json(RESULTS, PLACE)) as { peaks: object; kernels: { name: string; ms: object }[] };
    expect(copied).toMatchObject({ cores: 4, peaks: { 'relaxed f32': 60 } });
    expect(copied.kernels.find((k) => k.name === 'svd')?.ms).toEqual({ scalar: 3, plain: 0.6, relaxed: 0.5 });
  });
});

describe('the charts', () => {
  it('hold all leads between powers of two, with room beside the largest', () => {
    expect(powers([])).toEqual({ min: 0, max: 5 });
    expect(powers([0.4, 3])).toEqual({ min: -2, max: 5 });
    expect(powers([30])).toEqual({ min: 0, max: 7 });
  });
  it('place what is slower than JavaScript left of it', () => {
    const slow: Results = { rows: new Map([rowAt(exp, 1, 2, 2.5)]), peaks: {} };
    const { series, x } = leads(slow);
    expect(x.labels?.slice(0, 3)).toEqual(['1/4', '1/2', '1']);
    expect(series.find((s) => s.name === 'plain SIMD')?.points).toEqual([[1, exp]]);
    expect(series[0]?.points[0]?.[0]).toBe(2);
  });
  it('draw one limit where the two cannot be told apart', () => {
    const names = (peaks: Results['peaks']): string[] => rates({ rows: new Map(), peaks }).series.map((s) => s.name);
    expect(names(RESULTS.peaks)).toEqual(['registers alone, plain', 'registers alone, relaxed']);
    expect(names({ 'plain f32': 48, 'relaxed f32': 47 })).toEqual(['registers alone']);
    expect(names({ 'plain f32': 48 })).toEqual(['registers alone']);
    expect(names({})).toEqual([]);
  });
});
