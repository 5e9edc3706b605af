// One page that measures every library on the same inputs, one after the other for each case, several times around.
import { CASES } from './cases.mjs';
import { jaxJs, mathJs, mlMatrix, numpyTs, tfjs } from './libraries.mjs';
import { ort } from './ort.mjs';
import { ours } from './ours.mjs';
import { plainJs } from './plain-js.mjs';

const LIBRARIES = [ours('plain'), ours('relaxed'), jaxJs, tfjs, ort, numpyTs, mlMatrix, mathJs, plainJs];
const CHAINS = 12;

/** Milliseconds of one run: the best of samples of at least 4 ms, for about `span` ms. */
async function best(run, span) {
  let least = Infinity;
  for (const end = performance.now() + span; performance.now() < end;) {
    let [calls, elapsed] = [0, 0];
    const start = performance.now();
    do {
      const pending = run();
      if (pending) await pending;
      calls += 1;
      elapsed = performance.now() - start;
    } while (elapsed < 4);
    least = Math.min(least, elapsed / calls);
  }
  return least;
}

async function opened(failures) {
  const open = new Map();
  for (const library of LIBRARIES) {
    try {
      open.set(library.name, await library.open());
    } catch (error) {
      failures.push(`${library.name} does not run: ${String(error).slice(0, 200)}`);
    }
  }
  return open;
}

/** Every library's run of one case, warm, with the first number of its result for comparison. */
async function prepared(open, name, input, failures) {
  const ready = [];
  for (const [library, cases] of open) {
    if (!cases[name]) continue;
    try {
      const task = await cases[name](input);
      if (!task) continue;
      await task.run();
      ready.push({ library, ...task, result: await task.value() });
    } catch (error) {
      failures.push(`${library}, ${name} ${input.n ?? ''}: ${String(error).slice(0, 200)}`);
    }
  }
  return ready;
}

async function timesOf(ready, rounds, span) {
  const times = {};
  for (const { run } of ready) await best(run, 120); // until V8's optimising compiler is done
  for (let round = 0; round < rounds; round++) {
    for (const { library, run, steps = 1 } of ready) {
      times[library] = Math.min(times[library] ?? Infinity, (await best(run, span)) / steps);
    }
  }
  return times;
}

globalThis.measure = async ({ rounds = 3, span = 60, only } = {}) => {
  const failures = [];
  const open = await opened(failures);
  const results = { peaks: {}, rows: [], failures, isolated: globalThis.crossOriginIsolated };
  for (const [library, cases] of open) {
    if (!library.startsWith('ours')) continue;
    for (const [kind, lanes] of [
      ['f32', 4],
      ['f64', 2],
    ]) {
      const ms = (await timesOf([{ library, ...cases[`peak ${kind}`]() }], rounds, 3 * span))[library];
      results.peaks[`${library}, ${kind}`] = (2 * lanes * CHAINS * 1e5) / ms / 1e6;
    }
  }
  for (const { name, sizes, work, unit, inputs } of CASES) {
    if (only && !name.includes(only)) continue;
    for (const size of sizes) {
      const ready = await prepared(open, name, inputs(size), failures);
      const wanted = ready[0]?.result;
      for (const { library, result, unordered } of ready) {
        const off = Math.abs(result - wanted) > 1e-3 * Math.max(1, Math.abs(wanted));
        if (off && !unordered) failures.push(`${library}, ${name} ${size}: ${result} instead of ${wanted}`);
      }
      const times = await timesOf(ready, rounds, span);
      for (const { close } of ready) close?.();
      results.rows.push({ name, size, unit, work: work?.(size), times });
      console.log(`${name} ${size}`);
    }
  }
  return results;
};
