// Exp, sum, divide: softmax as three pictures from left to right, by three methods and in three formats.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import { barText, scaleFor } from '../../kit/bars';
import { formatNumber } from '../../kit/format';
import { fence, frac, joined, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import { passage } from '../../kit/logits';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import {
  classButtons,
  filmOf,
  isOut,
  logitBars,
  lookedAt,
  maskButtons,
  nameOf,
  resultBars,
  typedLogits,
  type Film,
  type Here,
  type Lens,
  type State,
} from './lens';

const compute = (engine: Engine, state: State): Film => filmOf(engine, state);

const plain = ({ shift, scale }: State): boolean => shift === 0 && scale === 1;

/** What goes into exp, in words. */
const exponentName = (state: State): string => {
  const x = plain(state) ? 'z' : [state.scale === 1 ? '' : 's', 'z', state.shift === 0 ? '' : ' + c'].join('');
  return state.method === 'naive' ? x : `${x} − max`;
};

const panel = (caption: TemplateResult, bars: TemplateResult, main = false): TemplateResult =>
  html`<div class="stage panel ${main ? 'main' : ''}">
    <div class="caption">${caption}</div>
    ${bars}
  </div>`;

function stages(view: Here<Film>): TemplateResult {
  const { state, result } = view;
  const { exps, p } = result;
  const height = view.width < 560 ? 140 : 210;
  const out = (i: number): boolean => isOut(state, i);
  const most = state.method === 'naive' ? scaleFor(exps.data, 0).max || 1 : 1;
  return html`<div class="stages">
    ${panel(
      html`<span class="role-data">logits z</span> <span class="unit">drag the tops</span>`,
      logitBars(view, height),
      true,
    )}
    ${passage('exp')}
    ${panel(
      html`exp(${exponentName(state)})`,
      resultBars(view, { values: exps.data, height, label: 'exponentials', role: 'scaffold', max: most, out }),
    )}
    ${passage('÷ Σ')}
    ${panel(
      html`<span class="role-result">probabilities p</span>
        <span class="unit">Σ p = ${barText(result.rowTotals[0] ?? 0, 1)}</span>`,
      resultBars(view, { values: p.data, height, label: 'probabilities', role: 'result', max: 1, out }),
    )}
  </div>`;
}

function picture(view: Here<Film>): TemplateResult {
  const { state, result, control } = view;
  const narrow = view.width < 560;
  return html`<div class="controls">
      ${control('method')} ${control('format')} ${narrow ? nothing : typedLogits(view)}
    </div>
    ${stages(view)}
    ${aside(
      view.width,
      html`<div class="controls">
        ${control('shift')} ${control('scale')} ${maskButtons(view)} ${classButtons(view)}
        ${narrow ? typedLogits(view) : nothing}
      </div>`,
    )}
    ${readout([
      ['subtracted maximum', state.method === 'naive' ? undefined : result.subtracted[0]],
      ['exp overflows above', state.method === 'naive' ? result.limit : undefined],
      ['Σ of the exponentials', ...judged(result.sums[0])],
      ['logsumexp', ...judged(result.logsumexp[0])],
      ['entropy H', ...judged(result.entropy[0])],
      ['H at most', result.most[0]],
    ])}`;
}

/** Green while it is a number, red when it is none. */
const judged = (x = 0): [number, Role] => [x, Number.isFinite(x) ? 'result' : 'broken'];

function sentence({ state, result }: Here<Film>): string {
  const [h = 0, most = 0] = [result.entropy[0], result.most[0]];
  if (result.failure)
    return `These are no probabilities: ${result.p.data.every(Number.isFinite) ? 'they sum to 0' : 'at least one share is not a number'}.`;
  const [first, second] = [...result.p.data.keys()].sort((a, b) => (result.p.data[b] ?? 0) - (result.p.data[a] ?? 0));
  const share = (i: number | undefined): string =>
    i === undefined ? '' : `${nameOf(i)} gets ${formatNumber(result.p.data[i] ?? 0, 3)}`;
  const shares = [share(first), share(second)].filter(Boolean).join(', ');
  const shifted = state.method === 'naive' ? '' : `The maximum, ${formatNumber(result.subtracted[0] ?? 0)}, is subtracted first. `; // prettier-ignore
  return `${shifted}${shares}; entropy ${formatNumber(h, 3)} of at most ${formatNumber(most, 3)} nats.`;
}

/** The exponent of one class as the method writes it. */
function exponent({ state, result }: Here<Film>, i: number): Node {
  const x = num(result.x.data[i] ?? 0, 'data');
  const max = result.subtracted[0] ?? 0;
  return state.method === 'naive' || !Number.isFinite(max) ? x : row(x, op('−'), max < 0 ? fence(num(max)) : num(max));
}

function formula(view: Here<Film>): Node {
  const { state, result } = view;
  const k = lookedAt(state);
  const kept = [...state.z.keys()].filter((i) => !isOut(state, i));
  const term = (i: number): Node => sup(sym('e'), exponent(view, i));
  const shown = kept.length > 3 ? [...kept.slice(0, 1), -1, ...kept.slice(-1)] : kept;
  const left = sub(sym('p'), sym(nameOf(k)));
  const share = result.p.data[k] ?? 0;
  const p = Number.isFinite(share) ? num(share, 'result') : words('none');
  if (isOut(state, k) || kept.length === 0) return row(left, op('='), p, words('  (masked)'));
  return row(
    left,
    op('='),
    frac(
      term(k),
      joined(
        shown.map((i) => (i < 0 ? words('⋯') : term(i))),
        '+',
      ),
    ),
    op('='),
    frac(num(result.exps.data[k] ?? 0), num(result.sums[0] ?? 0)),
    op('='),
    p,
  );
}

const table = ({ state, result }: Here<Film>) => ({
  caption: 'Softmax, class by class',
  columns: ['class', 'z', 's z + c', 'into exp', 'exp', 'p', 'log p'],
  rows: Array.from(state.z, (z, i) => [
    nameOf(i),
    z,
    ...[result.x, result.exponents, result.exps, result.p, result.logp].map((m) => m.data[i] ?? 0),
  ]),
});

/** The first operation that went wrong, in the order of SoftmaxFailure. */
function warning({ preset, state, result }: Here<Film>): string | undefined {
  if (preset) return undefined;
  const i = result.failureCol;
  const [x = 0, name] = [result.x.data[i], nameOf(i)];
  const limit = `${state.format} ends at exp(${formatNumber(result.limit)})`;
  return [
    undefined,
    `s·z + c of class ${name} has no place in ${state.format}, before softmax has even begun: use smaller logits or a wider format.`,
    `exp(${formatNumber(x)}) of class ${name} is the first bad number: ${limit}, so it is infinite. A finite exponential over an infinite sum is 0, an infinite one is no number. Subtract the maximum first.`,
    `Every exponential fits, but their sum does not: ${limit}. Each share becomes finite over infinite, which is 0. Subtract the maximum first.`,
    `Every exponential is too small for ${state.format} and rounds to 0, so the sum is 0, and 0/0 is no number. Subtract the maximum first.`,
    'Every class is masked: no exponential is left to divide by. torch.softmax gives no numbers here; let at least one class in, or define the row as zeros.',
  ][result.failure];
}

export const film: Lens<Film> = { compute, picture, sentence, formula, table, warning };
