// What the graph lens and the lens of the tape share: the graph, its player, and the inputs that the function has.

import { html, nothing, type TemplateResult } from 'lit';
import '../../kit/graph';
import '../../kit/player';
import { drawingOf } from './drawing';
import { walkOf, type Here, type Input } from './model';

const INPUTS: readonly Input[] = ['x', 'y', 'w', 'b'];

export const used = ({ result }: Here): Input[] =>
  INPUTS.filter((name) => result.names.slice(0, result.trace.inputs).includes(name));

export const inputControls = (view: Here): TemplateResult[] => used(view).map((name) => view.control(name));

/** A sum of powers and products is best moved in tenths; the parameter table says between which numbers. */
export function stage(view: Here): TemplateResult {
  const { nodes, links } = drawingOf(view);
  const walk = walkOf(view);
  const inputs = used(view);
  const set = ({ detail }: CustomEvent<{ index: number; value: number; done: boolean }>): void => {
    const name = inputs[detail.index];
    if (name) view.set({ [name]: detail.value }, { done: detail.done });
  };
  return html`<nabla-graph
      label="The computation, operation by operation"
      .nodes=${nodes}
      .links=${links}
      @node=${set}
    ></nabla-graph>
    <nabla-player
      label="step of the walk"
      .value=${walk.now}
      .min=${0}
      .max=${walk.last}
      .perSecond=${1.5}
      .valueText=${`step ${walk.now} of ${walk.last}`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) =>
        view.set({ step: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>`;
}

/** Layers are a control where they matter, and wherever there is more than one. */
export const layersControl = (view: Here): TemplateResult | typeof nothing =>
  view.state.repeat > 1 || view.state.lens === 'product' ? view.control('repeat') : nothing;
