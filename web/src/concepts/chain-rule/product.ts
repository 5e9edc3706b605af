// How the gradient grows or shrinks on its way back, in powers of ten.

import { html, type TemplateResult } from 'lit';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { readout } from '../../kit/readout';
import { isChain, shown, valueAt, type Here } from './model';
import { inputControls } from './stage';

/** The nodes that a layer hands to the next, and x itself; every node where there is one layer, or layers share parts. */
function milestones({ state, result }: Here): number[] {
  const { inputs } = result.trace;
  const count = result.names.length;
  const each = (count - inputs) / state.repeat;
  if (state.repeat < 2 || !Number.isInteger(each)) return Array.from({ length: count }, (_, i) => i);
  return [0, ...Array.from({ length: state.repeat }, (_, k) => inputs - 1 + (k + 1) * each)];
}

/** As the gradient comes to them, after the output, where it is 1. */
const backwards = (v: Float64Array, nodes: readonly number[]): [number, number][] =>
  [...nodes]
    .reverse()
    .map((node, i): [number, number] => [i, valueAt(v, node)])
    .slice(1);

export function product(view: Here): TemplateResult {
  const { result } = view;
  const { trace, names, output } = result;
  const nodes = milestones(view);
  const whole = nodes.length === names.length;
  const [f, x] = [names[output] as string, names[0] as string];
  const series: Series[] = [
    { kind: 'bars', name: 'gradient', role: 'gradient', points: backwards(trace.log10Adjoints, nodes) },
    {
      kind: 'line',
      name: 'at most',
      role: 'scaffold',
      points: backwards(trace.log10Bounds, nodes),
      dashed: true,
      named: Number.isFinite(valueAt(trace.log10Bounds, 0)),
    },
  ];
  return html`
    <div class="controls">${view.control('f')} ${view.control('repeat')} ${inputControls(view)}</div>
    <div class="panel">
      <div class="caption">
        size of the gradient ${whole ? 'at each node' : 'after each layer'}
        <span class="unit">each unit is a factor of ten; 0 means unchanged</span>
      </div>
      <nabla-chart
        label="Logarithm of the gradient at each node, from the output back to the inputs"
        .height=${280}
        .series=${series}
        .x=${{ title: `${whole ? 'nodes' : 'layers'} passed, from the output back`, min: 0, max: nodes.length, whole: true }}
        .y=${{ title: `log₁₀ |∂${f}/∂v|` }}
      ></nabla-chart>
    </div>
    ${readout([
      [`∂${f}/∂${x}`, shown(valueAt(trace.adjoints, 0)), 'gradient'],
      ['log₁₀ of its size', shown(valueAt(trace.log10Adjoints, 0))],
      ['the most it can be', Number.isFinite(valueAt(trace.bounds, 0)) ? shown(valueAt(trace.bounds, 0)) : 'no bound'],
      ['factors', isChain(result) ? String(result.edges.length) : undefined],
    ])}
  `;
}
