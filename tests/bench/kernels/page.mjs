// One page that measures every library on the same inputs, one after the other for each case, several times around.
import { best, peakOf } from '../../../web/src/kernels/timing.ts';
import { CASES } from './cases.mjs';
import { jaxJs, mathJs, mlMatrix, numpyTs, tfjs } from './libraries.mjs';
import { ort } from './ort.mjs';
import { ours, plainJs } from './ours.mjs';

const LIBRARIES = [ours('plain'), ours('relaxed'), jaxJs, tfjs, ort, numpyTs, mlMatrix, mathJs, plainJs];

// Whatever else a machine does takes seconds, longer than a row: the rows are measured again, minutes later, until none of
// a row's times falls by more than 3 % any more.
const SWEEPS = 4;
const SETTLED = 0.97;

async function opened(failures) {
  const open = new Map();
  for (const library of LIBRARIES) {
    try {
      const opened = await library.open();
      open.set(library.name, opened.kernels ? opened : { kernels: opened });
    } catch (error) {
      failures.push(`${library.name} does not run: ${String(error).slice(0, 200)}`);
    }
  }
  return open;
}

/** Every library's run of one case, warm, with the first number of its result for comparison. */
async function prepared(open, name, input, failures) {
  const ready = [];
  for (const [library, { kernels }] of open) {
    if (!kernels[name]) continue;
    try {
      const task = await kernels[name](input);
      if (!task) continue;
      await task.run();
      ready.push({ library, ...task, result: task.value ? await task.value() : task.result()[0] });
    } catch (error) {
      failures.push(`${library}, ${name} ${input.n ?? ''}: ${String(error).slice(0, 200)}`);
    }
  }
  return ready;
}

async function timesOf(ready, rounds, span) {
  const times = {};
  for (const { run } of ready) await best(run, { span: 120 }); // until V8's optimising compiler is done
  for (let round = 0; round < rounds; round++) {
    for (const { library, run, steps = 1 } of ready) {
      times[library] = Math.min(times[library] ?? Infinity, (await best(run, { span })) / steps);
    }
  }
  return times;
}

/** Measures a row's libraries, and keeps the better of these times and of those it has. */
async function addTimes(row, open, sampling, failures) {
  const { name, size, inputs, times } = row;
  const ready = await prepared(open, name, inputs(size), failures);
  const wanted = ready[0]?.result;
  for (const { library, result, unordered } of ready) {
    const off = Math.abs(result - wanted) > 1e-3 * Math.max(1, Math.abs(wanted));
    if (off && !unordered) failures.push(`${library}, ${name} ${size}: ${result} instead of ${wanted}`);
  }
  const found = await timesOf(ready, sampling.rounds, sampling.span);
  for (const [library, ms] of Object.entries(found)) times[library] = Math.min(times[library] ?? Infinity, ms);
  for (const { close } of ready) close?.();
}

globalThis.measure = async ({ rounds = 3, span = 60, only } = {}) => {
  const failures = [];
  const open = await opened(failures);
  const results = { peaks: {}, rows: [], failures, isolated: globalThis.crossOriginIsolated };
  for (const [library, { module }] of open) {
    if (!module) continue;
    for (const precision of ['f32', 'f64']) {
      await peakOf(module, precision, { span: 40 }); // until V8's optimising compiler is done
      results.peaks[`${library}, ${precision}`] = (await peakOf(module, precision, { span })).rate;
    }
  }
  let pending = CASES.filter(({ name }) => !only || name.includes(only)).flatMap(({ sizes, ...rest }) =>
    sizes.map((size) => ({ ...rest, size, times: {} })),
  );
  const all = pending;
  for (let sweep = 0; sweep < SWEEPS && pending.length > 0; sweep++) {
    const unsettled = [];
    for (const row of pending) {
      const before = { ...row.times };
      await addTimes(row, open, { rounds, span }, failures);
      const settled = Object.entries(row.times).every(([library, ms]) => ms >= SETTLED * before[library]);
      if (!settled) unsettled.push(row);
      console.log(`${row.name} ${row.size}`);
    }
    pending = unsettled;
  }
  results.unsettled = pending.map(({ name, size }) => `${name} ${size}`);
  results.rows = all.map(({ name, size, unit, work, times }) => ({
    name,
    size,
    unit,
    work: work?.(size),
    times,
  }));
  results.failures = [...new Set(failures)];
  return results;
};
