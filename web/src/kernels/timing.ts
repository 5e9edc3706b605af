// How long one run takes, on machines that do other things meanwhile: the best of short samples.

import { CHAINS, type Module, type Precision } from './module';

export interface Sampling {
  /** Milliseconds that all samples together may take; one sample is always taken. */
  readonly span: number;
  /** Milliseconds that a sample takes at least: many steps of the clock. */
  readonly least?: number;
  /** Called between samples, where something else waits for its turn. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Milliseconds of one run. */
export async function best(run: () => unknown, { span, least = 4, pause }: Sampling): Promise<number> {
  let lowest = Infinity;
  const end = performance.now() + span;
  do {
    let [calls, elapsed] = [0, 0];
    const start = performance.now();
    do {
      const pending: unknown = run();
      // Other libraries may answer later.
      if (pending instanceof Object) await (pending as Promise<unknown>);
      calls += 1;
      elapsed = performance.now() - start;
    } while (elapsed < least);
    lowest = Math.min(lowest, elapsed / calls);
    if (pause) await pause();
  } while (performance.now() < end);
  return lowest;
}

export interface Peak {
  /** Thousand million operations a second. */
  readonly rate: number;
  /** Sums that were kept at once. */
  readonly chains: number;
}

/** What registers alone can do, by the number of chains that suits the machine. */
export async function peakOf(
  module: Module,
  precision: Precision,
  sampling: Sampling,
  choice: readonly number[] = CHAINS,
): Promise<Peak> {
  let highest: Peak = { rate: 0, chains: 0 };
  for (const chains of choice) {
    const operations = module.peak(precision, chains);
    const ms = await best(() => module.peak(precision, chains), sampling);
    const rate = operations / ms / 1e6;
    if (rate > highest.rate) highest = { rate, chains };
  }
  return highest;
}

/** Milliseconds between two readings of this browser's clock that differ, the shortest of a few. */
export function clockStep(): number {
  let shortest = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    shortest = Math.min(shortest, now - start);
  }
  return shortest;
}
