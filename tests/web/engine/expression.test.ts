// Typed functions across the seam: strings of any kind arrive whole or are refused, and errors carry their position.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../web/src/engine/engine';
import { EngineError } from '../../../web/src/engine/errors';
import { loadTestEngine } from './module';

let engine: Engine;
beforeAll(async () => {
  engine = await loadTestEngine();
});

const failure = (text: string, variables = 'x'): EngineError => {
  try {
    engine.expressionReport(text, variables);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
};

describe('reading', () => {
  it('answers with the text, LaTeX, Python and the formula', () => {
    const report = engine.expressionReport('2x sin(x)²', 'x');
    expect(report).toMatchObject({
      text: '2*x*sin(x)^2',
      latex: '2 x\\,{\\sin\\left(x\\right)}^{2}',
      python: 'lambda x: 2*x*torch.sin(x)**2',
      count: 1,
      operations: 4,
    });
    expect(JSON.parse(report.formula)).toMatchObject({ type: 'row' });
  });

  it('reads several, and keeps constants attached to their inputs', () => {
    const report = engine.expressionsReport('x y\n3; x_1 < 2', 'x,y,x_1');
    expect(report.python).toBe(
      'lambda x, y, x_1: torch.stack([x*y + 0*x_1, 3 + 0*x + 0*y + 0*x_1, (x_1 < 2).double() + 0*x + 0*y])',
    );
    expect(JSON.parse(report.formula)).toMatchObject({ type: 'matrix' });
  });

  it.each(['2 π x²', 'x−1', '√x', 'x·x×x÷2', 'x ≤ 2', ' x\u00a0'])('takes %j', (text) => {
    expect(engine.expressionReport(text, 'x').count).toBe(1);
  });
});

describe('refusing', () => {
  it.each([
    ['', 1, 'Enter a function of x.'],
    ['foo(x)', 1, 'Unknown name “foo” at character 1; did you mean floor?'],
    ['1+sin(x', 6, 'The parenthesis at character 6 is never closed.'],
    ['π)', 2, 'There is no “(” for the “)” at character 2.'],
    ['constructor', 1, 'Unknown name “constructor”'],
    ['__proto__', 1, 'Unknown name “__proto__”'],
    ['x.constructor', 2, '“.” at character 2: a point must belong to a number.'],
    ['x["a"]', 2, '“[” at character 2: write round parentheses.'],
    ['x=>x', 2, '“=” at character 2: write == to compare.'],
    [';alert(1)', 1, '“;”'],
    ['`x`', 1, 'Unexpected character “`”'],
    ['\\u0063onstructor', 1, 'Unexpected character “\\”'],
    ['<img onerror=x>', 1, '“<”'],
    ['x\u202ey', 2, 'An invisible character (\\u{202e}) at character 2'],
    ['x\u200b', 2, 'An invisible character (\\u{200b}) at character 2'],
    ['x\0', 2, 'An invisible character (\\u{0}) at character 2'],
    ['😀', 1, 'Unexpected character “\\u{1f600}”'],
    ['x+😀y', 3, '\\u{1f600}'],
  ])('%j', (text, position, sentence) => {
    const error = failure(text);
    expect(error).toMatchObject({ code: 'invalid-expression', position });
    expect(error.message).toContain(sentence);
  });

  it.each(['\ud800x', '\udc00', 'x+\ud800', '😀\ud83d'])('half a character in %j, shown escaped', (text) => {
    const error = failure(text);
    expect(error.code).toBe('invalid-expression');
    expect(error.message).toMatch(/^Half a character \(\\u\{d[89a-f][0-9a-f]{2}\}\) at character \d\.$/);
  });

  it.each(['(', '-', 'sin(', '2^', '√'])('20,000 and 900 times %j', (piece) => {
    expect(failure(piece.repeat(20_000)).message).toMatch(/too long/);
    expect(failure(piece.repeat(900 / piece.length)).message).toMatch(/^Too deeply nested/);
    expect(engine.expressionValues('x', 'x', Float64Array.of(1))).toEqual(Float64Array.of(1));
  });

  it('five megabytes are not even copied', () => {
    const start = performance.now();
    expect(failure('x+'.repeat(2_500_000)).code).toBe('invalid-argument');
    expect(performance.now() - start).toBeLessThan(200);
  });

  it('a thousand failures leave the engine as it was', () => {
    for (let i = 0; i < 1000; i++) failure('sin((((x');
    expect(engine.expressionValues('2x', 'x', Float64Array.of(4))).toEqual(Float64Array.of(8));
  });
});

describe('values', () => {
  it('infinities and NaN come back as values', () => {
    const y = engine.expressionValues('1/x', 'x', Float64Array.of(0, -0, 2));
    expect(Array.from(y)).toEqual([Infinity, -Infinity, 0.5]);
    expect(engine.expressionValues('log(x)', 'x', Float64Array.of(-1))[0]).toBeNaN();
  });

  it('a grid has its first row at the first y', () => {
    const grid = engine.expressionGrid('x + 10y', 'x,y', Float64Array.of(1, 2, 3), Float64Array.of(0, 1));
    expect(grid).toEqual({ rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 11, 12, 13) });
  });

  it('the derivative is a function that reads back', () => {
    const slope = engine.expressionDerivative('x^2 y', 'x,y', 'x');
    expect(slope.text).toBe('2*x*y');
    expect(engine.expressionReport(slope.text, 'x,y').text).toBe(slope.text);
  });
});
