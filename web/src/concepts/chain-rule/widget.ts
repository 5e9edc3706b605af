import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { partsOf } from '../../kit/parts';
import { readout } from '../../kit/readout';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import { compute, forwardMode, isChain, shown, valueAt, type Here, type Result } from './model';
import { inputControls, layersControl, stage, used } from './stage';
import { formula, sentence, table, warning } from './words';

type Lens = (view: Here) => TemplateResult;

/** Name on the tile, what chainAppend calls it, what it does. */
const TILES = [
  ['+ c', 'add', 'add the constant'],
  ['× c', 'multiply', 'multiply by the constant'],
  ['u²', 'square', 'square'],
  ['sin', 'sin', 'sine'],
  ['tanh', 'tanh', 'hyperbolic tangent'],
  ['relu', 'relu', 'relu'],
  ['σ', 'sigmoid', 'sigmoid'],
  ['+ x', 'plus', 'add x once more'],
  ['× x', 'times', 'multiply by x once more'],
  ['own', 'own', 'your own tile'],
] as const;

/** Tiles go around the function as it is typed: one state, two ways to write it. */
function tiles(view: Here): TemplateResult {
  const { result, set } = view;
  const put = (make: () => string): void => {
    try {
      set({ f: make(), step: concept.parameters.step.default });
    } catch {
      // What cannot be built on is said at the field that holds it.
    }
  };
  const several = result.trace.outputs.length > 1;
  return html`<div class="stack">
    <div class="field" role="group" aria-label="Tiles: put one more operation at the end">
      <span class="label role-parameter">put a tile at the end</span>
      <div class="steps">
        ${TILES.map(
          ([text, tile, what]) =>
            html`<button
              data-tile=${tile}
              aria-label=${`${text}: ${what}`}
              ?disabled=${several}
              @click=${() => put(() => result.append(tile))}
            >
              ${text}
            </button>`,
        )}
        <button class="quiet" data-tile="remove" ?disabled=${several} @click=${() => put(result.remove)}>
          Remove the last
        </button>
      </div>
    </div>
    <details>
      <summary>c is ${formatNumber(view.state.c)}, own is ${view.state.own}</summary>
      <div class="controls">${view.control('c')} ${view.control('own')}</div>
    </details>
  </div>`;
}

function graph(view: Here): TemplateResult {
  const { state, result } = view;
  const { trace, names } = result;
  const forward = forwardMode(state);
  return html`
    <div class="controls">
      ${view.control('f')} ${inputControls(view)} ${layersControl(view)} ${view.control('mode')}
      ${forward && used(view).length > 1 ? view.control('from') : nothing}
      ${!forward && trace.outputs.length > 1 ? view.control('output') : nothing}
    </div>
    ${stage(view)}
    ${readout([
      ['local slopes, from the input', isChain(result) ? slopes(result) : undefined],
      ...gradients(view),
      [`${names[result.output]}`, shown(valueAt(trace.values, result.output)), 'result'],
    ])}
    ${tiles(view)}
  `;
}

function slopes({ trace }: Result): string {
  const all = Array.from(trace.slopes, (x) => shown(x, 3));
  return all.length <= 6 ? all.join(' · ') : `${all.slice(0, 3).join(' · ')} · … · ${all.at(-1)}`;
}

const gradients = ({ state, result }: Here) => {
  const { trace, names, output, seed } = result;
  const f = names[output] as string;
  const read = (i: number, x: number) => [`∂${f}/∂${names[i]}`, shown(x), 'gradient'] as const;
  if (forwardMode(state)) return [read(seed, valueAt(trace.tangents, output))];
  return Array.from({ length: trace.inputs }, (_, i) =>
    trace.arrived[i] === 0
      ? ([`∂${f}/∂${names[i]}`, 'None', 'gradient'] as const)
      : read(i, valueAt(trace.adjoints, i)),
  );
};

const lenses = partsOf<'graph', 'product' | 'cost' | 'tape', Lens>(
  { graph },
  {
    product: () => import('./product').then((part) => part.product),
    cost: () => import('./cost').then((part) => part.cost),
    tape: () => import('./tape').then((part) => part.tape),
  },
);

const picture = (view: Here): TemplateResult =>
  html`<div class="stack loose">${view.control('lens')} ${lenses.get(view.state.lens)(view)}</div>`;

export default defineWidget(concept)<Result, Engine>({
  prepare: (state) => lenses.prepare(state.lens),
  compute,
  picture,
  sentence,
  formula,
  table,
  warning,
  literals: ({ result }) => ({ f: result.trace.python }),
});
