// Three ways to spoil a backward pass, each with what PyTorch makes of it and what gradcheck finds.

import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatNumber } from '../../kit/format';
import { readout } from '../../kit/readout';
import { shown, valueAt, type Here } from './model';
import { inputControls, layersControl, stage } from './stage';

/** A list of which one, or none, is picked by number: what there is to pick depends on the function. */
function pick(view: Here, key: 'cut' | 'edit', label: string, names: readonly string[]): TemplateResult {
  const chosen = view.state[key] <= names.length ? view.state[key] : 0;
  return html`<div class="field" data-parameter=${key}>
    <label for=${`pick-${key}`} class="role-broken">${label}</label>
    <select
      id=${`pick-${key}`}
      .value=${live(String(chosen))}
      @change=${(e: Event) => view.set({ [key]: Number((e.target as HTMLSelectElement).value) })}
    >
      ${['nothing', ...names].map((name, i) => html`<option value=${i} ?selected=${i === chosen}>${name}</option>`)}
    </select>
  </div>`;
}

export function tape(view: Here): TemplateResult {
  const { result } = view;
  const { trace, names, edges } = result;
  const links = edges.map((e, i) => {
    const twin = edges.findIndex((other) => other.from === e.from && other.to === e.to) < i ? ', second' : '';
    return `${names[e.from]} on its way to ${names[e.to]}${twin}`;
  });
  return html`
    <div class="controls">${view.control('f')} ${inputControls(view)} ${layersControl(view)}</div>
    <div class="controls">
      ${view.control('meet')} ${pick(view, 'cut', 'detach', links)}
      ${pick(view, 'edit', 'change in place, before backward()', names)}
    </div>
    ${stage(view)}
    ${readout([
      ...Array.from(trace.numerical).flatMap((measured, i) => {
        const d = `∂${names[result.output]}/∂${names[i]}`;
        const walked = trace.arrived[i] === 0 ? 'None' : shown(valueAt(trace.adjoints, i));
        return [[`${d}, by the tape`, walked, 'gradient'] as const, [`${d}, measured`, shown(measured)] as const];
      }),
      [
        'gradcheck, error over tolerance',
        trace.error ? 'cannot run' : `${formatNumber(trace.ratio, 3)}, ${trace.passed ? 'passes' : 'fails'}`,
        trace.passed && !trace.error ? 'result' : 'broken',
      ],
    ])}
  `;
}
