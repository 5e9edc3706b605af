// What both pictures of a function say: sentence, formula, table, warning, numbers.

import type { TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sym, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import type { Here, Partials, Symbols } from './lens';

interface Result {
  readonly partials: Partials;
  readonly symbols: Symbols;
}

/** Row of the difference quotients with h = 10⁻³. */
const SHOWN = 3;

export const numbers = ({ result: { partials: p } }: Here<Result>): TemplateResult =>
  readout([
    ['f(p)', p.value, 'result'],
    ['∂f/∂x', p.dx, 'gradient'],
    ['∂f/∂y', p.dy, 'gradient'],
    [`quotient along x, h = ${formatNumber(at(p.quotients, SHOWN, 0))}`, at(p.quotients, SHOWN, 1), 'data'],
    ['along y', at(p.quotients, SHOWN, 2), 'parameter'],
  ]);

function one(name: string, held: string, at_: number, slope: number, depends: boolean): string {
  if (!depends) return `f does not depend on ${name}: its slope along ${name} is 0`;
  if (!Number.isFinite(slope)) return `along ${name} there is no finite slope`;
  return `with ${held} held at ${formatNumber(at_)}, f changes by ${formatNumber(slope)} per unit of ${name}`;
}

export function sentence({ state, result: { partials: p } }: Here<Result>): string {
  const [x = Number.NaN, y = Number.NaN] = state.p;
  if (!Number.isFinite(p.value))
    return `f has no value at (${formatNumber(x)}, ${formatNumber(y)}), so no slopes either.`;
  const text = `${one('x', 'y', y, p.dx, p.dependsOnX)}; ${one('y', 'x', x, p.dy, p.dependsOnY)}.`;
  // “f” is a name and stays small.
  return text.startsWith('f ') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

const slopeOf = (variable: string, value: number, symbol: Node | undefined): Node =>
  row(
    frac(row(op('∂'), sym('f')), row(op('∂'), sym(variable))),
    op('='),
    ...(symbol && symbol.type !== 'number' ? [symbol, op('=')] : []),
    num(value, 'gradient'),
  );

export const formula = ({ result: { partials: p, symbols } }: Here<Result>): Node =>
  row(slopeOf('x', p.dx, symbols.x), op(','), slopeOf('y', p.dy, symbols.y));

export const table = ({ state, result: { partials: p } }: Here<Result>): DataTable => ({
  caption: `Difference quotients at (${Array.from(state.p, (v) => formatNumber(v)).join(', ')}), and the slopes they tend to`,
  columns: ['h', 'along x', 'along y'],
  rows: [
    ...Array.from({ length: p.quotients.rows }, (_, i) => [0, 1, 2].map((c) => at(p.quotients, i, c))),
    ['derivative', p.dx, p.dy],
  ],
});

const kinked = (kink: number, slope: number): boolean => Math.abs(kink) > 1e-3 * (1 + Math.abs(slope));

export function warning({ result: { partials: p } }: Here<Result>): string | undefined {
  if (!Number.isFinite(p.value)) {
    return 'f is not finite at p: a division by 0, or a logarithm or root outside its domain. Such places are gaps in the curves and blank on the map.';
  }
  if (p.jumps) {
    return `f is not continuous here: on a circle of radius ${formatNumber(p.radius, 1)} round p it runs from ${formatNumber(p.nearLow, 2)} to ${formatNumber(p.nearHigh, 2)}, though f(p) is ${formatNumber(p.value)}. The partial derivatives do not see it.`;
  }
  if (!Number.isFinite(p.dx) || !Number.isFinite(p.dy)) {
    return 'f has a value here but a slope that is not finite, as a root has at 0; PyTorch answers inf or nan as well.';
  }
  const [x, y] = [kinked(p.kinkX, p.dx), kinked(p.kinkY, p.dy)];
  if (x || y) {
    const along = [x ? `along x by ${formatNumber(p.kinkX, 3)}` : '', y ? `along y by ${formatNumber(p.kinkY, 3)}` : '']
      .filter(Boolean)
      .join(' and ');
    return `f has a kink here: slopes to the right and to the left differ ${along}. What is shown is the choice that PyTorch makes.`;
  }
  return undefined;
}
