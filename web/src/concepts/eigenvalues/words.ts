// What the picture says, in in a formula and in a table.

import { factor, fence, frac, matrixOf, norm, num, op, row, sub, sup, sym, type Node } from '../../kit/formula';
import { formatNumber } from '../../kit/format';
import { at, rowsOf, type Matrix } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import { reached } from './shared';
import { complexText, eigenvalueText, isReal, lambda, listText, type Here, type Report, type State } from './model';

type Lens = State['lens'];

// The sentence.

export const sentence = (view: Here): string => sentences[view.state.lens](view);

const sentences: Record<Lens, (view: Here) => string> = {
  directions: ({ result }) => {
    const { report, probe, n } = result;
    if (!probe || n !== 2) return spectrumSentence(report, n);
    if (report.complexPairs > 0) {
      const [re, im] = [formatNumber(report.values.re[0] as number), formatNumber(report.values.im[0] as number)];
      const [size, turn] = [formatNumber(report.moduli[0] as number), formatNumber(report.turns[0] as number)];
      return `No real direction keeps its line: the eigenvalues are ${re} ± ${im}i. In the right coordinates each step multiplies by ${size} and turns by ${turn}°.`;
    }
    const one = report.defective && report.repeated;
    const both = `A keeps ${one ? 'one line' : 'two lines'}, with λ = ${eigenvalueText(report, 0)}${one ? '' : ` and ${eigenvalueText(report, 1)}`}.`;
    return probe.tilt < 0.01
      ? `v is an eigenvector: A only multiplies it, by ${formatNumber(probe.rayleigh)}. ${both}`
      : `A stretches v to length ${formatNumber(probe.stretch)} and turns it by ${formatNumber(probe.turn)}°, so v is no eigenvector. ${both}`;
  },
  orbit: ({ state, result }) => {
    const { orbit } = result;
    if (!orbit) return '';
    const { k } = state;
    const peak = `The peak is ${formatNumber(orbit.peakNorm)} at k = ${orbit.peakStep}.`;
    const now =
      k < orbit.norms.length
        ? `After ${k} ${k === 1 ? 'step' : 'steps'} the vector is ${formatNumber(orbit.norms[k] as number)} long, while ρᵏ says ${formatNumber(orbit.spectralRates[k] as number)}.`
        : `After ${k} steps the vector has left float64.`;
    return `${now} ${peak} Eigenvalues rule the far end, σ₁ = ${formatNumber(orbit.spectralNorm)} the first step.`;
  },
  depth: ({ state, result }) => {
    const { gradient } = result;
    if (!gradient) return '';
    const end = gradient.norms[state.depth] as number;
    const log = gradient.log10Norms[state.depth] as number;
    const arrives =
      Number.isFinite(end) && end > 0
        ? formatNumber(end)
        : Number.isFinite(log)
          ? `10 to the power ${formatNumber(log)}`
          : '0';
    return `A gradient of length ${formatNumber(gradient.norms[0] as number)} arrives with length ${arrives} after ${state.depth} layers; its largest is ${formatNumber(gradient.peakNorm)}, ${gradient.peakLayer} layers from the output.`;
  },
  iteration: (view) => (view.state.method === 'qr' ? qrSentence(view) : powerSentence(view)),
  pca: ({ result }) => {
    const { pca } = result;
    if (!pca) return '';
    const axis = listText([at(pca.components, 0, 0), at(pca.components, 1, 0)], 3);
    return `The points spread most along ${axis}: its variance ${formatNumber(pca.explainedVariance[0] as number)} is ${formatNumber(pca.explainedRatio[0] as number, 3)} of the whole.`;
  },
};

function spectrumSentence(report: Report, n: number): string {
  const pairs = report.complexPairs;
  const real = n - 2 * pairs;
  const parts = [real > 0 && `${real} real`, pairs > 0 && `${pairs} complex ${pairs === 1 ? 'pair' : 'pairs'}`];
  return `A has ${parts.filter(Boolean).join(' and ')} among its ${n} ${n === 1 ? 'eigenvalue' : 'eigenvalues'}. The largest in size is ρ = ${formatNumber(report.spectralRadius)}; no vector is stretched by more than σ₁ = ${formatNumber(report.spectralNorm)}.`;
}

const outcomes: Readonly<Record<string, string>> = {
  converged: 'It settles on the leading eigenvector.',
  running: 'It has not settled within the trace: the two largest eigenvalues are close.',
  oscillates: 'It never settles: no single eigenvalue is the largest in size.',
  trapped: 'It sits on an eigenvector that is not the leading one: the start has no part along that.',
  annihilated: 'A sends the vector to zero, and the direction is lost.',
};

function powerSentence(view: Here): string {
  const { power } = view.result;
  if (!power) return '';
  const k = reached(view);
  return `After ${k} ${k === 1 ? 'step' : 'steps'} vᵀAv is ${formatNumber(power.rayleigh[k] as number, 8)}. ${outcomes[power.outcome] ?? ''}`;
}

function qrSentence({ state, result }: Here): string {
  const { qr } = result;
  if (!qr) return '';
  const left = qr.trace.subdiagonal[state.k] as number;
  const pair = result.report.complexPairs > 0 ? ' A complex pair never splits: it stays as a block of two.' : '';
  return `After ${state.k} steps ${formatNumber(left, 3)} is left below the diagonal; where nothing is left, the eigenvalues stand on it.${pair}`;
}

// What is wrong with this state.

export function warning(view: Here): string | undefined {
  const { state, result } = view;
  const { report, orbit, gradient, power, n } = result;
  if (state.lens === 'pca') return undefined;
  if (orbit && orbit.overflowStep >= 0) {
    return `Aᵏv leaves float64 at k = ${orbit.overflowStep}: multiplying by A once more passes 1.8·10³⁰⁸. The logarithms go on, because the core keeps the exponent apart.`;
  }
  if (power && ['oscillates', 'trapped', 'annihilated'].includes(power.outcome)) return outcomes[power.outcome];
  const rise =
    orbit && orbit.peakStep > 0 ? orbit.peakNorm : gradient && gradient.peakLayer > 0 ? gradient.peakNorm : undefined;
  if (rise !== undefined && report.spectralRadius < 1) {
    return `ρ = ${formatNumber(report.spectralRadius)} promises decay, yet the length first rises to ${formatNumber(rise)}: one step may stretch by up to σ₁ = ${formatNumber(report.spectralNorm)}.`;
  }
  if (state.lens === 'directions' && report.defective) {
    const condition = `κ(V) = ${formatNumber(report.vectorCondition, 2)}`;
    if (!report.repeated)
      return `Nearly ${n === 2 ? 'parallel' : 'dependent'} eigenvectors: ${condition}, and A = VΛV⁻¹ magnifies rounding errors that much.`;
    return `Repeated, fewer eigenvectors: ${condition}, so V cannot be inverted and A = VΛV⁻¹ does not hold. ${n === 2 ? 'Both columns of V lie on one line.' : 'Columns of V depend on each other.'}`;
  }
  return undefined;
}

// The formula with the numbers of this state.

export const formula = (view: Here): Node => formulas[view.state.lens](view);

const complex = (re: number, im: number, digits = 3): Node => ({
  type: 'number',
  text: complexText(re, im, digits),
  role: 'result',
});

const column = (items: readonly Node[]): Node => matrixOf(items.map((item) => [item]));

const grid = (m: Matrix): Node => matrixOf(rowsOf(m).map((r) => r.map((x) => num(x, 'parameter', 3))));

const formulas: Record<Lens, (view: Here) => Node> = {
  directions: ({ state, result }) => {
    const { report, n } = result;
    const value = (): Node => {
      const c = complex(report.values.re[0] as number, report.values.im[0] as number);
      return isReal(report, 0) && (report.values.re[0] as number) >= 0 ? c : fence(c);
    };
    if (n > 3)
      return row(
        sym('A', { bold: true }),
        sub(sym('v', { bold: true }), num(1)),
        op('='),
        value(),
        sub(sym('v', { bold: true }), num(1)),
      );
    const v = column(
      Array.from({ length: n }, (_, r) =>
        complex(report.vectors.re[r * n] as number, report.vectors.im[r * n] as number),
      ),
    );
    return row(grid(state.a), v, op('='), value(), op('·'), v);
  },
  orbit: ({ state, result }) => {
    const { orbit } = result;
    const power = sup(sym('A', { bold: true }), num(state.k, 'parameter'));
    if (!orbit) return power;
    const length = orbit.norms[state.k];
    return row(
      norm(row(power, sym('v', { bold: true }))),
      op('='),
      length === undefined ? tenTo(orbit.log10Norms[state.k] as number) : num(length, 'result'),
      op('≤'),
      norm(power),
      norm(sym('v', { bold: true })),
      op('='),
      num(orbit.powerNorms[state.k] as number, 'parameter'),
      op('·'),
      num(orbit.norms[0] as number, 'data'),
    );
  },
  depth: ({ state, result }) => {
    const { gradient } = result;
    const layers = num(state.depth, 'parameter');
    const back = sup(fence(sup(sym('A', { bold: true }), sym('T'))), layers);
    if (!gradient) return back;
    const end = gradient.norms[state.depth] as number;
    const log = gradient.log10Norms[state.depth] as number;
    const value = (Number.isFinite(end) && end > 0) || !Number.isFinite(log) ? num(end, 'gradient') : tenTo(log);
    return row(
      norm(row(back, sym('g', { bold: true }))),
      op('='),
      value,
      op('≤'),
      sup(num(gradient.spectralNorm), layers),
      op('·'),
      num(gradient.norms[0] as number, 'data'),
    );
  },
  iteration: (view) => {
    const { state, result } = view;
    if (result.qr) {
      const [q, r, a] = ['Q', 'R', 'A'].map((name) => (i: number) => sub(sym(name, { bold: true }), num(i)));
      const k = state.k;
      if (!q || !r || !a || k === 0)
        return row(sub(sym('A', { bold: true }), num(0)), op('='), sym('A', { bold: true }));
      return row(a(k - 1), op('='), q(k - 1), r(k - 1), op(','), a(k), op('='), r(k - 1), q(k - 1));
    }
    const { power } = result;
    const k = reached(view);
    const v = sub(sym('v', { bold: true }), num(k, 'parameter'));
    const quotient = row(sup(v, sym('T')), sym('A', { bold: true }), v);
    return power
      ? row(frac(quotient, row(sup(v, sym('T')), v)), op('='), num(power.rayleigh[k] as number, 'result', 8))
      : quotient;
  },
  pca: ({ result }) => {
    const { pca } = result;
    if (!pca) return sym('C', { bold: true });
    const v = column([num(at(pca.components, 0, 0), 'result', 3), num(at(pca.components, 1, 0), 'result', 3)]);
    return row(grid(pca.covariance), v, op('='), factor(pca.explainedVariance[0] as number, 'result'), op('·'), v);
  },
};

const tenTo = (log10: number): Node => sup(num(10), num(log10));

// The data.

export const table = (view: Here): DataTable => finite(tables[view.state.lens](view));

/** Values beyond float64 stand as words. */
const finite = (t: DataTable): DataTable => ({
  ...t,
  rows: t.rows.map((r) => r.map((x) => (typeof x === 'number' && !Number.isFinite(x) ? formatNumber(x) : x))),
});

const tables: Record<Lens, (view: Here) => DataTable> = {
  directions: ({ result }) => {
    const { report, n } = result;
    const entries = Array.from({ length: n }, (_, r) => [`Re v${r + 1}`, `Im v${r + 1}`]).flat();
    return {
      caption: 'Eigenvalues, largest first, with their vectors',
      columns: ['pair', 'Re λ', 'Im λ', '|λ|', 'turn in degrees', ...entries, '‖Av − λv‖'],
      rows: Array.from({ length: n }, (_, i) => [
        lambda(i),
        report.values.re[i] as number,
        report.values.im[i] as number,
        report.moduli[i] as number,
        report.turns[i] as number,
        ...Array.from({ length: n }, (_, r) => [
          report.vectors.re[r * n + i] as number,
          report.vectors.im[r * n + i] as number,
        ]).flat(),
        report.residuals[i] as number,
      ]),
    };
  },
  orbit: ({ result }) => {
    const { orbit } = result;
    return {
      caption: 'Powers of A',
      columns: ['k', 'log₁₀ ‖Aᵏv‖', 'log₁₀ ‖Aᵏ‖', 'log₁₀ ρᵏ', 'log₁₀ σ₁ᵏ'],
      rows: columns(orbit?.log10Norms, orbit?.log10PowerNorms, orbit?.log10SpectralRate, orbit?.log10NormBound),
    };
  },
  depth: ({ result }) => {
    const { gradient } = result;
    return {
      caption: 'Gradient norm by layers passed',
      columns: ['layer', 'log₁₀ norm', 'log₁₀ σ₁ˡ‖g‖', 'log₁₀ σₙˡ‖g‖', 'log₁₀ ρˡ‖g‖'],
      rows: columns(
        gradient?.log10Norms,
        gradient?.log10UpperBound,
        gradient?.log10LowerBound,
        gradient?.log10SpectralRate,
      ),
    };
  },
  iteration: ({ result }) => {
    const { power, qr } = result;
    return qr
      ? {
          caption: 'QR iteration, diagonal of each iterate',
          columns: ['step', 'below the diagonal', ...Array.from({ length: result.n }, (_, i) => `entry ${i + 1}`)],
          rows: rowsOf(qr.trace.diagonals).map((d, i) => [i, qr.trace.subdiagonal[i] as number, ...d]),
        }
      : {
          caption: 'Power method',
          columns: ['step', 'vᵀAv', '‖Av − (vᵀAv)v‖', 'angle to the leading eigenvectors in radians'],
          rows: columns(power?.rayleigh, power?.residuals, power?.angles),
        };
  },
  pca: ({ state, result }) => ({
    caption: 'Points and their coordinates along the principal axes',
    columns: ['point', 'x', 'y', 'along axis 1', 'along axis 2'],
    rows: rowsOf(state.points).map((p, i) => [
      i + 1,
      ...p,
      ...(result.pca ? (rowsOf(result.pca.scores)[i] ?? []) : []),
    ]),
  }),
};

const columns = (...lists: readonly (Float64Array | undefined)[]): (string | number)[][] =>
  Array.from(lists[0] ?? [], (_, i) => [i, ...lists.map((list) => list?.[i] ?? Number.NaN)]);
