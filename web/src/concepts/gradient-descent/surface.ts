// The loss as a surface, with the paths lying on it.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { entry, pairAt, roleOf } from '../../kit/lanes';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { remember } from '../../kit/remember';
import type { Matrix } from '../../kit/values';
import { ASPECT, more, player, rateControls, runsOf, shown, table, warning, windowOf, type Here, type Lens, type Runs, type State } from './lens'; // prettier-ignore
import { curve, paths } from './paths';

interface Result extends Runs {
  readonly surface: ReturnType<Engine['surface']>;
  readonly tracks: Matrix;
}

const LINES = 25;
const lastSurface = remember<Result['surface']>();

function compute(engine: Engine, state: State): Result {
  const runs = runsOf(engine, state);
  const { x, y } = windowOf(state);
  const [across, up] = [Float64Array.from(x), Float64Array.from(y)];
  const surface = lastSurface(`${runs.f} ${state.reach} ${state.azimuth} ${state.start.join()}`, () =>
    engine.surface(runs.f, state.start, across, up, state.azimuth, LINES),
  );
  return { ...runs, surface, tracks: engine.surfacePaths(runs.f, runs.run.points, across, up, state.azimuth) };
}

/** A path in pieces: it has none where it is outside the window. */
function pieces(tracks: Matrix, lane: number, k: number): Point[][] {
  const out: Point[][] = [[]];
  for (let i = 0; i <= k; i++) {
    const p = pairAt(tracks, i, lane);
    if (Number.isFinite(p[0])) out[out.length - 1]?.push(p);
    else if (out[out.length - 1]?.length) out.push([]);
  }
  return out.filter((piece) => piece.length > 0);
}

function picture(view: Here<Result>): TemplateResult {
  const { result } = view;
  const { lanes, run, surface, tracks } = result;
  const k = shown(view);
  const items: PlaneItem[] = [
    { type: 'segments', points: surface.base, role: 'scaffold', thin: true },
    { type: 'segments', points: surface.mesh, role: 'scaffold', thin: true, opacity: 0.5 },
    ...lanes.flatMap((lane, i): PlaneItem[] => {
      const end = Math.min(k, run.last[i] ?? 0);
      const role = roleOf(lane, k > end ? run.status[i] : 0);
      const all = pieces(tracks, i, end);
      return [
        ...all.map((points): PlaneItem => ({ type: 'line', points, role, dashed: lane.dashed ?? false })),
        ...(end <= 60 ? all.map((points): PlaneItem => ({ type: 'dots', points, role, size: 2.6 })) : []),
        { type: 'dots', points: [pairAt(tracks, end, i)], role, size: 5 },
        ...(lanes.length > 1 && Number.isFinite(entry(tracks, end, 2 * i))
          ? ([{ type: 'text', at: [entry(tracks, end, 2 * i) + 0.05, entry(tracks, end, 2 * i + 1) + 0.05 + 0.1 * i], text: lane.name, role }] as const) // prettier-ignore
          : []),
      ];
    }),
  ];
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption">the loss as a surface <span class="unit">paths lie on it</span></div>
        <nabla-plane
          label="The surface of the loss as a mesh, with the path of every lane on it"
          bare
          .extent=${1.5}
          .aspect=${ASPECT}
          .items=${items}
        ></nabla-plane>
      </div>
      ${curve(view)}
    </div>
    ${player(view)} ${view.width < 560 ? rateControls(view) : ''}
    <div class="controls fields">${view.control('azimuth')}</div>
    ${more(view)}
  </div>`;
}

const words = (view: Here<Result>): Here<never> => view as unknown as Here<never>;

export const surface: Lens<Result> = {
  compute,
  picture,
  sentence: (view) => paths.sentence(words(view)),
  formula: (view) => paths.formula(words(view)),
  table,
  warning,
};
