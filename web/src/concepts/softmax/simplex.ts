// Three probabilities that sum to 1 are a point of a triangle: softmax as a map from logits onto it.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, words, type Node } from '../../kit/formula';
import { passage } from '../../kit/logits';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { simplex as simplexOf } from '../../kit/simplex';
import type { Matrix } from '../../kit/values';
import { classButtons, logitBars, nameOf, plainFilm, type Film, type Here, type Lens, type State } from './lens';

interface Result {
  readonly film: Film;
  readonly path: Matrix;
  readonly entropy: Matrix;
  /** Logits for a point of the triangle. */
  readonly logitsAt: (p: Float64Array) => Float64Array;
}

/** Temperatures along the line, from sharp to flat. */
const TEMPERATURES = Float64Array.from({ length: 61 }, (_, i) => 10 ** (-2 + i / 15));
const field = remember<Matrix>();

function compute(engine: Engine, { z }: State): Result {
  const three = z.length === 3;
  return {
    film: plainFilm(engine, z),
    path: engine.softmaxPath(z, TEMPERATURES),
    entropy: field('', () => engine.simplexEntropy(120)),
    logitsAt: three ? (p) => engine.softmaxInverse(p) : () => z,
  };
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { film } = result;
  const three = state.z.length === 3;
  const stage = three
    ? simplexOf({
        entropy: result.entropy,
        path: result.path,
        p: film.p.data,
        label: 'The triangle of three probabilities, coloured by entropy, with the point p',
        move: (shares, done) => view.set({ z: result.logitsAt(shares) }, { done }),
      })
    : html`<p class="note">
        A triangle has three corners; there ${state.z.length === 1 ? 'is one class' : `are ${state.z.length} classes`}
        here. ${classButtons(view)}
      </p>`;
  return html`<div class="stages">
      <div class="stage panel">
        <div class="caption role-data">logits z</div>
        ${logitBars(view, view.width < 560 ? 150 : 230)}
      </div>
      ${passage('softmax')}
      <div class="stage panel main">
        <div class="caption">
          <span class="role-result">p on the simplex</span>
          <span class="unit"
            >light where the entropy is high; <span class="role-parameter">orange</span>: all scalings of z</span
          >
        </div>
        ${stage}
      </div>
    </div>
    ${readout([
      ...Array.from(film.p.data, (p, i) => [`p of ${nameOf(i)}`, p, 'result'] as const),
      ['entropy H', film.entropy[0], 'result'],
      ['H at most', film.most[0]],
      ['logsumexp', film.logsumexp[0]],
    ])}`;
}

function sentence({ result: { film } }: Here<Result>): string {
  const shares = Array.from(film.p.data, (p, i) => `${formatNumber(p, 3)} ${nameOf(i)}`).join(', ');
  return `The point is ${shares}. Entropy ${formatNumber(film.entropy[0] ?? 0, 3)}: ${formatNumber(film.most[0] ?? 0, 3)} in the middle, 0 at the corners.`;
}

const formula = ({ state, result: { film } }: Here<Result>): Node => {
  const list = (data: Float64Array, role: 'data' | 'result'): Node[] =>
    Array.from(data.slice(0, 4), (x, i) => row(...(i ? [words(', ')] : []), num(x, role, 3)));
  const open = (nodes: Node[]): Node => row(words('('), ...nodes, words(state.z.length > 4 ? ', …)' : ')'));
  return row(words('softmax'), open(list(state.z, 'data')), op('='), open(list(film.p.data, 'result')));
};

const table = ({ state, result: { film } }: Here<Result>) => ({
  caption: 'Three shares of one whole',
  columns: ['class', 'z', 'p', 'log p'],
  rows: Array.from(state.z, (z, i) => [nameOf(i), z, film.p.data[i] ?? 0, film.logp.data[i] ?? 0]),
});

export const simplex: Lens<Result> = { compute, picture, sentence, formula, table };
