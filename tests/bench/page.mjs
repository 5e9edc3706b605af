// What runs inside the page: the engine of the site itself, timed as a visitor's browser runs it.

/** Kernels through the engine, with its checks and copies: name to microseconds of the best sample. What it calls stands
 * inside: one function goes to the page. */
export async function kernels() {
  const engine = await globalThis[Symbol.for('nabla.core.v1')];
  const filled = (n, seed) => {
    const data = new Float64Array(n * n);
    let x = seed;
    for (let i = 0; i < data.length; i++) {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      data[i] = x / 2147483648 - 1;
    }
    return { rows: n, cols: n, data };
  };
  const best = (run) => {
    let least = Infinity;
    for (const end = performance.now() + 200; performance.now() < end;) {
      let calls = 0;
      let elapsed = 0;
      const start = performance.now();
      do {
        run();
        calls += 1;
        elapsed = performance.now() - start;
      } while (elapsed < 4);
      least = Math.min(least, (elapsed * 1000) / calls);
    }
    return least;
  };
  const times = {};
  for (const n of [3, 8, 32, 128, 512]) {
    const a = filled(n, 1);
    const b = filled(n, 2);
    const symmetric = { ...a, data: a.data.map((x, i) => (x + a.data[(i % n) * n + Math.floor(i / n)]) / 2) };
    times[`matmul ${n}`] = best(() => engine.matmul(a, b));
    if (n === 512) continue;
    times[`inverse ${n}`] = best(() => engine.inverse(a));
    times[`svd ${n}`] = best(() => engine.svd(a));
    times[`eigh ${n}`] = best(() => engine.eigh(symmetric));
    times[`eig ${n}`] = best(() => engine.eig(a));
  }
  times['pinn step 256'] = pinnStep(engine, best);
  const [q, k, v] = [filled(64, 1), filled(64, 2), filled(64, 3)];
  const mask = { rows: 0, cols: 0, data: new Float64Array(0) };
  times['attention 64, d_k 64'] = best(() => engine.attentionForward(q, k, v, mask, true, true, 'safe', 'float64'));
  Object.assign(times, descents(engine, best));
  return { ...times, ...expressions(engine, best) };

  /** The longest texts of several kinds, each with its own blanks so that none is remembered, and fields as widgets draw them. */
  function expressions(engine, best) {
    const times = {};
    const at = Float64Array.of(0.5);
    for (const piece of ['x+', 'sin(x)*', '1.234567890123456789e-300*', '-2.5x^3']) {
      const text = `${piece.repeat(Math.floor(979 / piece.length))}x`;
      let call = 0;
      times[`compile ${piece}`] = best(() => engine.expressionValues(text + ' '.repeat(call++ % 16), 'x', at));
    }
    const axis = Float64Array.from({ length: 400 }, (_, i) => -3 + (6 * i) / 399);
    for (const text of ['x*y/(x^2+y^2)', 'exp(-(x^2+y^2))', 'sin(x*y)+cos(x+y)+exp(-x*y/9)']) {
      times[`grid ${text}`] = best(() => engine.expressionGrid(text, 'x,y', axis, axis));
    }
    return times;
  }

  /** One step of training: 2-32-32-1, 256 collocation points, u_xx, both ends and the start, Adam. */
  function pinnStep(engine, best) {
    const steps = 10;
    const { state, collocation, boundary } = engine.pinnStart(0, 'area', 256, 0.075);
    const u0 = engine.pdeInitial('sine', new Float64Array(0), 'zero', 65, 0);
    const data = Float64Array.from({ length: 130 }, (_, i) => (i % 2 === 0 ? i / 128 : u0[(i - 1) / 2]));
    const initial = { rows: 65, cols: 2, data };
    const ones = Float64Array.of(1, 1, 1);
    const weights = Float64Array.of(10, 10, 10);
    const train = () =>
      engine.pinnTrain(state, 'heat', 'zero', ones, 0.075, collocation, boundary, initial, weights, 0.01, steps);
    return best(train) / steps;
  }

  /** Twenty runs of 1,000 steps from one start on typed functions, half of them SGD with momentum, half Adam. */
  function descents(engine, best) {
    const times = {};
    const none = { rows: 0, cols: 0, data: new Float64Array(0) };
    const lane = (i) => [i % 2 ? 2 : 0, 1e-4 * (i + 1), i % 2 ? 0 : 0.9, 0, 0, 0, 0.9, 0.999, 1e-8, 0, 1, 1, 0, 0, 0];
    const data = Float64Array.from(Array.from({ length: 20 }, (_, i) => lane(i)).flat());
    const lanes = { rows: 20, cols: 15, data };
    const functions = {
      bowl: '(x^2 + 10*y^2)/2',
      rosenbrock: '(1 - x)^2 + 100*(y - x^2)^2',
      beale: '(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2',
    };
    for (const [name, f] of Object.entries(functions)) {
      const run = () => engine.descents(f, none, new Float64Array(3), Float64Array.of(-1.2, 1), lanes, 1000);
      times[`descents ${name} 20 x 1000`] = best(run);
    }
    return times;
  }
}

/** Milliseconds from navigation to the moment at which the first widget answers. */
export async function firstWidget() {
  const widget = document.querySelector('nabla-widget');
  while (!widget.hasAttribute('data-ready')) await new Promise((r) => requestAnimationFrame(r));
  return performance.now();
}

/** Of every frame since the measures were cleared: how long all of it took, and the computing in it. */
export function interactions() {
  const durations = (name) => performance.getEntriesByName(name).map((e) => e.duration);
  const computing = durations('nabla-compute');
  return durations('nabla-frame').map((whole, i) => ({ whole, compute: computing[i] ?? 0 }));
}

/** Durations of the frames that a drag caused: compute and redraw, from the start of the frame until all is updated. */
export function frames() {
  return performance.getEntriesByName('nabla-frame').map((e) => e.duration);
}
