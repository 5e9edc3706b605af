// What was measured, as words and numbers: for the table, the sentence and the clipboard. Knows no page.

import { caseOf } from '../../kernels/cases';
import { MEASURED, precisionOf, type Measured } from '../../kernels/measured';
import { KINDS, type Kind, type Peaks, type Row } from '../../kernels/measure';
import type { Precision } from '../../kernels/module';
import { formatFixed, formatNumber, percent } from '../../kit/format';

export const NAMES: Readonly<Record<Kind, string>> = {
  scalar: 'scalar JavaScript',
  plain: 'plain SIMD',
  relaxed: 'relaxed SIMD',
};

export interface Results {
  /** By index in MEASURED. */
  readonly rows: ReadonlyMap<number, Row>;
  readonly peaks: Peaks;
}

/** Everything that is known of one kernel. */
export interface Line {
  readonly index: number;
  readonly measured: Measured;
  readonly times: Row['times'];
  /** In `unit`, for kernels whose work is counted. */
  readonly rates: Partial<Record<Kind, number>>;
  readonly unit: string | undefined;
  /** Whose result is not scalar JavaScript's: their times count for nothing. */
  readonly wrong: readonly Kind[];
  readonly errors: Row['errors'];
  readonly fastest: Kind | undefined;
  /** Of the fastest over scalar JavaScript. */
  readonly ratio: number | undefined;
  /** Of the fastest in the peak of its kind. */
  readonly share: number | undefined;
}

export function ratioOf({ times, wrong }: Pick<Line, 'times' | 'wrong'>, kind: Kind): number | undefined {
  const { [kind]: own, scalar } = times;
  return own === undefined || scalar === undefined || wrong.includes(kind) ? undefined : scalar / own;
}

export function lineOf(index: number, { rows, peaks }: Results): Line | undefined {
  const row = rows.get(index);
  const measured = MEASURED[index];
  if (!row || !measured) return undefined;
  const { times, errors } = row;
  const { work, unit } = caseOf(measured.name);
  const rates: Partial<Record<Kind, number>> = {};
  for (const kind of KINDS) {
    const ms = times[kind];
    if (work && ms !== undefined) rates[kind] = work(measured.size) / ms / 1e6;
  }
  const wrong = KINDS.filter((kind) => (errors[kind] ?? 0) > measured.tolerance);
  const right = KINDS.filter((kind) => kind !== 'scalar' && times[kind] !== undefined && !wrong.includes(kind));
  const fastest = right.toSorted((a, b) => (times[a] ?? 0) - (times[b] ?? 0))[0];
  const precision = precisionOf(measured);
  const peak = fastest && precision ? peaks[`${fastest} ${precision}`] : undefined;
  const rate = fastest && rates[fastest];
  return {
    index,
    measured,
    times,
    rates,
    unit,
    wrong,
    errors,
    fastest,
    ratio: fastest && ratioOf({ times, wrong }, fastest),
    share: peak !== undefined && rate !== undefined ? rate / peak : undefined,
  };
}

export const linesOf = (results: Results): Line[] => MEASURED.flatMap((_, index) => lineOf(index, results) ?? []);

/** Always so many digits, for columns: a rate of 26.0 was not measured more roughly than one of 26.1. */
function digits(x: number, count: number): string {
  const before = Math.floor(Math.log10(Number(Math.abs(x).toPrecision(count)))) + 1;
  return formatFixed(x, Math.max(0, count - before));
}

const time = (ms: number): string => (ms >= 1 ? `${digits(ms, 3)}\u00a0ms` : `${digits(1000 * ms, 3)}\u00a0µs`);

/** What a line says of one kind: a rate where work is counted, else a time; or how wrong its result is. */
export function cell(line: Line, kind: Kind): string {
  const ms = line.times[kind];
  if (ms === undefined) return '';
  if (line.wrong.includes(kind)) {
    const error = line.errors[kind] ?? Infinity;
    return Number.isFinite(error) ? `wrong, by ${formatNumber(error, 2)}` : 'wrong: not a number';
  }
  const rate = line.rates[kind];
  return rate === undefined ? time(ms) : `${digits(rate, 3)}\u00a0${line.unit}`;
}

export const times = (ratio: number): string => `${digits(ratio, 2)}\u00a0×`;

export const peakText = (rate: number | undefined): string =>
  rate === undefined ? '' : `${digits(rate, 3)}\u00a0GF/s`;

export const PEAKS: readonly { readonly precision: Precision; readonly what: string }[] = [
  { precision: 'f32', what: 'registers alone, float32' },
  { precision: 'f64', what: 'registers alone, float64' },
];

/** The run in one or two sentences: the largest product, and the widest lead. */
export function sentence(results: Results): string {
  const lines = linesOf(results).filter((l) => l.fastest && l.ratio !== undefined);
  const product = lines.findLast((l) => l.measured.name === 'matmul f32');
  const most = lines.toSorted((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))[0];
  if (!product?.fastest || product.ratio === undefined || !most?.fastest || most.ratio === undefined) return '';
  const n = product.measured.size;
  const rate = digits(product.rates[product.fastest] ?? NaN, 3);
  const of = product.share === undefined ? '' : `, ${percent(product.share, 2)} of what its registers can do`;
  const first = `Matrices of ${n} × ${n} are multiplied at ${rate} GF/s by ${NAMES[product.fastest]}${of}, and ${times(product.ratio)} as fast as by scalar JavaScript.`;
  if (most === product) return first;
  return `${first} The widest lead is that of ${most.measured.label}: ${times(most.ratio)}.`;
}

const HEAD = ['kernel', ...KINDS.map((kind) => NAMES[kind]), 'times as fast', 'of the peak'];

function textRows(results: Results): string[][] {
  const rows = linesOf(results).map((line) => [
    line.measured.what,
    ...KINDS.map((kind) => cell(line, kind)),
    line.ratio === undefined ? '' : times(line.ratio),
    line.share === undefined ? '' : percent(line.share, 2),
  ]);
  const peaks = PEAKS.map(({ precision, what }) => [
    what,
    ...KINDS.map((kind) => peakText(results.peaks[`${kind} ${precision}`])),
    '',
    '',
  ]);
  return [...rows, ...peaks];
}

export interface Place {
  readonly date: string;
  readonly browser: string;
  readonly cores: number;
}

export function markdown(results: Results, { date, browser, cores }: Place): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = HEAD.map((_, i) => (i === 0 ? '---' : '---:'));
  const plain = textRows(results).map((cells) => cells.map((c) => c.replaceAll('\u00a0', ' ')));
  const where = `${date}, ${browser}, one of ${cores} logical cores.`;
  return [where, '', ...[HEAD, rule, ...plain].map(line), ''].join('\n');
}

const flat = (results: Results): (string | number)[][] => [
  ...linesOf(results).flatMap(({ measured: { name, size }, times: all, rates, unit, errors, wrong }) =>
    KINDS.filter((kind) => all[kind] !== undefined).map((kind) => [
      name,
      size,
      NAMES[kind],
      all[kind] ?? '',
      rates[kind] ?? '',
      unit ?? '',
      errors[kind] ?? '',
      wrong.includes(kind) ? 'wrong' : 'right',
    ]),
  ),
  ...Object.entries(results.peaks).map(([name, rate]) => {
    const [kind = '', precision = ''] = name.split(' ');
    return [`registers ${precision}`, '', NAMES[kind as Kind], '', rate, 'GF/s', '', ''];
  }),
];

/** One measurement a line, numbers in full. */
export const data = (results: Results): { columns: string[]; rows: (string | number)[][] } => ({
  columns: ['kernel', 'size', 'by', 'ms', 'rate', 'unit', 'difference', 'result'],
  rows: flat(results),
});

export const json = (results: Results, place: Place): string =>
  `${JSON.stringify(
    {
      ...place,
      peaks: results.peaks,
      kernels: linesOf(results).map(({ measured: { name, size, tolerance }, times: ms, rates, unit, errors, wrong }) => ({
        name, size, ms, rates, unit, difference: errors, tolerance, wrong,
      })), // prettier-ignore
    },
    null,
    2,
  )}\n`;
