// One run of the page "Your machine": every result is checked, then timed, and told as soon as it is there.

import { caseOf } from './cases';
import { errorOf } from './compare';
import { MEASURED, precisionOf, type Measured } from './measured';
import { open, type Module, type Precision } from './module';
import { plainJs } from './plain-js';
import type { KernelInputs, Kernels, Task } from './task';
import { best, clockStep, peakOf, type Peak, type Sampling } from './timing';

export const KINDS = ['scalar', 'plain', 'relaxed'] as const;
export type Kind = (typeof KINDS)[number];
export type Compiled = Readonly<Partial<Record<Kind, WebAssembly.Module>>>;

export interface Row {
  /** Index in MEASURED. */
  readonly index: number;
  /** Milliseconds of one run. */
  readonly times: Readonly<Partial<Record<Kind, number>>>;
  /** Distance from scalar JavaScript's result. */
  readonly errors: Readonly<Partial<Record<Kind, number>>>;
  /** Whether no two rounds agreed: something else kept the machine busy. */
  readonly rough: boolean;
}

/** GF/s in registers alone, as in "plain f32". */
export type Peaks = Readonly<Record<string, number>>;

export type Told =
  | { readonly type: 'now'; readonly what: string; readonly done: number; readonly total: number }
  | { readonly type: 'row'; readonly row: Row }
  | { readonly type: 'peaks'; readonly peaks: Peaks }
  | { readonly type: 'clock'; readonly step: number };

export interface Options {
  /** Products of larger matrices are left out. */
  readonly largest: number;
  readonly pause?: () => Promise<void>;
}

// Milliseconds: until the optimising compiler is done; then for each round; and for the limit beside it.
const WARM = 35;
const SPAN = 20;
const PEAK = 10;
/** Where something else keeps the machine busy, rounds go on until two agree, but not for ever. */
const MOST_ROUNDS = 5;

/** Whether the two lowest are alike: no interruption makes two of them equally long. */
export function agree(samples: readonly number[]): boolean {
  const [first, second] = samples.toSorted((a, b) => a - b);
  return first !== undefined && second !== undefined && second < 1.15 * first;
}

const PRECISIONS: readonly Precision[] = ['f32', 'f64'];

interface Ready {
  readonly kind: Kind;
  readonly task: Task;
  readonly error: number | undefined;
}

/** Everybody's task on the same input, run once. Scalar JavaScript comes first, and the others' results lie beside its. */
function prepared(m: Measured, kernels: ReadonlyMap<Kind, Kernels>): Ready[] {
  const input = caseOf(m.name).inputs(m.size);
  const ready: Ready[] = [];
  for (const [kind, own] of kernels) {
    // Name and input belong together, which the table of cases says and its type has lost.
    const make = own[m.name] as ((input: KernelInputs[typeof m.name]) => Task) | undefined;
    if (!make) continue;
    const task = make(input);
    task.run();
    const wanted = ready[0]?.task.result();
    ready.push({ kind, task, error: wanted && errorOf(m.by, input, task.result(), wanted) });
  }
  return ready;
}

function put<Key extends string>(
  entries: readonly (readonly [Key, number | undefined])[],
): Partial<Record<Key, number>> {
  return Object.fromEntries(entries.filter(([, x]) => x !== undefined)) as Partial<Record<Key, number>>;
}

export async function* measure(compiled: Compiled, { largest, pause }: Options): AsyncGenerator<Told, void> {
  const step = clockStep();
  yield { type: 'clock', step };
  // A sample of 50 steps of the clock, so that it is known to 2 %; of a very coarse one fewer, or it would take for ever.
  const least = Math.min(40, Math.max(4, 50 * step));
  const sampling = (span: number): Sampling => ({ span, least, pause });

  const modules = new Map<Kind, Module>();
  for (const kind of KINDS) {
    const module = compiled[kind];
    if (module) modules.set(kind, open(module));
  }
  const kernels = new Map<Kind, Kernels>([['scalar', plainJs]]);
  for (const [kind, module] of modules) kernels.set(kind, module.kernels);

  const wanted = [...MEASURED.entries()].filter(([, m]) => !m.name.startsWith('matmul') || m.size <= largest);
  const total = wanted.length + 1;
  const found = new Map<string, Peak>();
  /** Again and again: a machine that is warm, or busy for a moment, is slower, and the limit is the highest that was seen. */
  async function limit(kind: Kind, precision: Precision): Promise<void> {
    const module = modules.get(kind);
    if (!module) return;
    const name = `${kind} ${precision}`;
    const known = found.get(name);
    // Until the optimising compiler is done, the number of chains that suits it cannot be told.
    if (!known) await peakOf(module, precision, sampling(PEAK));
    const peak = await peakOf(module, precision, sampling(PEAK), known && [known.chains]);
    if (!known || peak.rate > known.rate) found.set(name, peak);
  }
  const peaks = (): Told => ({
    type: 'peaks',
    peaks: Object.fromEntries([...found].map(([name, { rate }]) => [name, rate])),
  });

  yield { type: 'now', what: 'registers alone', done: 0, total };
  for (const kind of modules.keys()) for (const precision of PRECISIONS) await limit(kind, precision);
  yield peaks();
  for (const [done, [index, m]] of wanted.entries()) {
    yield { type: 'now', what: m.what, done: done + 1, total };
    const precision = precisionOf(m);
    const ready = prepared(m, kernels);
    const errors = put(ready.map(({ kind, error }) => [kind, error] as const));
    for (const { task } of ready) await best(task.run, sampling(WARM));
    const samples = new Map<Kind, number[]>(ready.map(({ kind }) => [kind, []]));
    for (let round = 0; round < MOST_ROUNDS; round++) {
      for (const { kind, task } of ready) {
        const own = samples.get(kind) ?? [];
        if (agree(own)) continue;
        own.push(await best(task.run, sampling(SPAN)));
        if (precision) await limit(kind, precision);
      }
    }
    const times = put([...samples].map(([kind, own]) => [kind, Math.min(...own)] as const));
    yield { type: 'row', row: { index, times, errors, rough: ![...samples.values()].every(agree) } };
    if (precision) yield peaks();
  }
}
