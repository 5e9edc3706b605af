// The Jacobian of a whole batch: (B, out, B, in), and what of it is not zero.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, frac, num, op, row, sym } from '../../kit/formula';
import '../../kit/raster';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { largestOf, layerName, type Here, type Lens, type State } from './lens';
import { stackOf } from './stack';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { batch, w, stack }: State) => ({ full: engine.batchJacobian(batch, w, stack) });

function picture(view: Here<Result>): TemplateResult {
  const { control, state, result } = view;
  const { full, output, zeros, required, acrossSamples } = result.full;
  const shape = [state.batch.rows, output.cols, state.batch.rows, state.batch.cols].join(', ');
  return html`${stackOf(view, [1, 2, 3, 4, 5, 6])}
    <div class="columns">
      <div class="stack loose">${control('batch')} ${control('w')}</div>
      <div class="panel">
        <div class="caption role-result">
          the full J <span class="unit">(B, out, B, in) = (${shape}), laid flat; white is 0</span>
        </div>
        <nabla-raster
          .value=${full}
          map="diverging"
          .high=${largestOf(full)}
          label=${`The full Jacobian, ${full.rows} by ${full.cols}; ${zeros} entries are zero`}
        ></nabla-raster>
      </div>
    </div>
    ${readout([
      ['numbers in the full J', String(full.data.length)],
      ['exactly 0', String(zeros)],
      ['numbers that vmap computes', String(required)],
      ['largest between samples', formatNumber(acrossSamples, 3), acrossSamples > 0 ? 'broken' : 'result'],
    ])}`;
}

function sentence({ state, result }: Here<Result>): string {
  const { full, zeros, required, acrossSamples } = result.full;
  const names = Array.from(state.stack, layerName).join(', then ');
  const whole = `${names}: the full Jacobian of ${state.batch.rows} sample${state.batch.rows === 1 ? '' : 's'} has ${full.data.length} numbers, of which ${zeros} are zero`;
  return acrossSamples > 0
    ? `${whole}. Samples see each other: an entry between two of them is as large as ${formatNumber(acrossSamples, 3)}.`
    : `${whole}; the ${required} in the diagonal blocks are all that matter, and vmap computes only those.`;
}

function formula({ state, result }: Here<Result>) {
  const b = state.batch.rows;
  const { full, required } = result.full;
  const share = frac(num(required), num(full.data.length));
  return row(
    sym('J', { bold: true }),
    op(':'),
    fence(row(num(b), op(','), num(result.full.output.cols), op(','), num(b), op(','), num(state.batch.cols))),
    op(','),
    share,
    op('='),
    frac(num(1), num(b)),
  );
}

const table = ({ state, result }: Here<Result>) => {
  const { full, output } = result.full;
  const n = state.batch.cols;
  return {
    caption: 'The full Jacobian: rows are outputs, columns inputs, sample by sample',
    columns: ['', ...Array.from({ length: full.cols }, (_, c) => `x${Math.floor(c / n) + 1},${(c % n) + 1}`)],
    rows: Array.from({ length: full.rows }, (_, r) => [
      `out${Math.floor(r / output.cols) + 1},${(r % output.cols) + 1}`,
      ...Array.from({ length: full.cols }, (_, c) => at(full, r, c)),
    ]),
  };
};

const blame = (code: string): keyof State => (code === 'shape-mismatch' ? 'w' : 'batch');

export const batch: Lens<Result> = { compute, picture, sentence, formula, table, blame };
