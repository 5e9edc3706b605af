// How the gradient grows or shrinks on its way back, in powers of ten.

import { html, type TemplateResult } from 'lit';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { readout } from '../../kit/readout';
import { isChain, shown, valueAt, type Here } from './model';
import { inputControls } from './stage';

/** The nodes as the gradient comes to them, after the output, where it is 1. */
const backwards = (v: Float64Array): [number, number][] =>
  Array.from(v.slice().reverse(), (y, i): [number, number] => [i, y]).slice(1);

export function product(view: Here): TemplateResult {
  const { result } = view;
  const { trace, names, output } = result;
  const [f, x] = [names[output] as string, names[0] as string];
  const series: Series[] = [
    { kind: 'bars', name: 'gradient', role: 'gradient', points: backwards(trace.log10Adjoints) },
    {
      kind: 'line',
      name: 'at most',
      role: 'scaffold',
      points: backwards(trace.log10Bounds),
      dashed: true,
      named: Number.isFinite(valueAt(trace.log10Bounds, 0)),
    },
  ];
  return html`
    <div class="controls">${view.control('f')} ${view.control('repeat')} ${inputControls(view)}</div>
    <div class="panel">
      <div class="caption">
        size of the gradient at each node <span class="unit">each unit is a factor of ten; 0 means unchanged</span>
      </div>
      <nabla-chart
        label="Logarithm of the gradient at each node, from the output back to the inputs"
        .height=${280}
        .series=${series}
        .x=${{ title: 'nodes passed, from the output back', min: 0, max: names.length, whole: true }}
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
