// At 0 and below: what the formula says, what the limit is, and what is refused.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at as entry, type Matrix } from '../../kit/values';
import {
  at,
  classButtons,
  largest,
  logitBars,
  nameOf,
  resultBars,
  typedLogits,
  type Here,
  type Lens,
  type State,
  type Tempered,
} from './lens';

interface Result {
  /** z/τ, exp of it, the share: as the formula stands. */
  readonly written: Matrix;
  /** The limit at 0; nothing below. */
  readonly sound: Tempered | undefined;
}

const compute = (engine: Engine, { z, edge }: State): Result => ({
  written: engine.temperByFormula(z, edge || 0), // −0 can be typed, and reads 0
  sound: edge < 0 ? undefined : engine.temper(z, edge),
});

const sharesOf = ({ written }: Result): Float64Array => written.data.slice(2 * written.cols);
const sumOf = (v: Float64Array): number => v.reduce((sum, x) => sum + x, 0);
/** An infinite sum of finite exponentials leaves shares of 0, which are finite. */
const broken = (result: Result): boolean => !(sumOf(sharesOf(result)) > 0.5);
/** How the sum of the exponentials was lost. */
const leaves = ({ written: { data, cols } }: Result): string =>
  sumOf(data.slice(cols, 2 * cols)) > 0 ? 'overflows' : 'underflows to 0';

function picture(view: Here<Result>): TemplateResult {
  const { state, result, control, width } = view;
  const height = width < 560 ? 130 : 200;
  const { sound } = result;
  return html`<div class="controls">${control('edge')} ${classButtons(view)} ${typedLogits(view)}</div>
    <div class="trio">
      <div class="panel">
        <div class="caption"><span class="role-data">logits z</span> <span class="unit">drag the tops</span></div>
        ${logitBars(view, height)}
      </div>
      <div class="panel">
        <div class="caption">as written <span class="unit">exp(z/τ)/Σ</span></div>
        ${resultBars(view, sharesOf(result), height, 'as written', { role: state.edge < 0 ? 'broken' : 'scaffold' })}
      </div>
      <div class="panel">
        <div class="caption role-result">${state.edge === 0 ? 'the limit' : 'softmax(z/τ)'}</div>
        ${
          sound
            ? resultBars(view, sound.p, height, 'limit')
            : html`<p class="note">Refused: a temperature below 0 turns the order round.</p>`
        }
      </div>
    </div>
    ${readout([
      ['largest z/τ', word(entry(result.written, 0, largest(state.z))), broken(result) ? 'broken' : undefined],
      ['entropy H', sound ? sound.entropy : 'none', 'result'],
    ])}`;
}

const word = (x: number): string => (Number.isNaN(x) ? '0/0' : formatNumber(x));

function sentence({ state, result }: Here<Result>): string {
  const k = largest(state.z);
  if (state.edge < 0) {
    const shares = sharesOf(result);
    const most = largest(shares);
    return broken(result)
      ? `At ${at(state.edge)} the sum of exp(z/τ) ${leaves(result)}.`
      : `At ${at(state.edge)} the formula gives most to ${nameOf(most)}, ${formatNumber(shares[most] ?? 0, 3)}, which has the smallest logit. It is refused here.`;
  }
  const sure = `${nameOf(k)} gets ${formatNumber(result.sound?.p[k] ?? 0, 3)}`;
  if (state.edge === 0) return `At τ = 0 the formula divides by 0 and has no result; its limit is the argmax, ${sure}.`;
  return broken(result)
    ? `At ${at(state.edge)} the sum of exp(z/τ) ${leaves(result)} as written; with the maximum subtracted first, ${sure}.`
    : `At ${at(state.edge)} both agree: ${sure}.`;
}

function formula({ state, result }: Here<Result>): Node {
  const k = largest(state.z);
  const scaled = entry(result.written, 0, k);
  return row(
    frac(sym('z'), sym('τ')),
    op('='),
    frac(num(state.z[k] ?? 0, 'data'), num(state.edge, 'parameter')),
    op('='),
    Number.isFinite(scaled) ? num(scaled) : words(Number.isNaN(scaled) ? 'no number' : scaled > 0 ? '∞' : '−∞'),
  );
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'As written, and the limit',
  columns: ['class', 'z', 'z/τ', 'exp(z/τ)', 'as written', 'limit'],
  rows: Array.from(state.z, (z, i) => [
    nameOf(i),
    z,
    ...[0, 1, 2].map((r) => entry(result.written, r, i)),
    result.sound?.p[i] ?? 'refused',
  ]),
});

function warning({ preset, state, result }: Here<Result>): string | undefined {
  if (preset) return undefined;
  if (state.edge < 0)
    return 'A temperature below 0 turns the order round, and nothing in the formula objects. Refuse it.';
  if (!broken(result)) return undefined;
  return state.edge === 0
    ? 'The first bad number is z/0: infinite, or 0/0. The limit is the argmax; ask for that when τ is 0.'
    : `The sum of exp(z/τ) ${leaves(result)}, and no share of it is right: subtract the maximum before dividing.`;
}

export const edges: Lens<Result> = { compute, picture, sentence, formula, table, warning };
