// What runs inside the page: the engine of the site itself, timed as a visitor's browser runs it.

/** Kernels through the engine, with its checks and copies: name to microseconds of the best sample. */
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
  return times;
}

/** Milliseconds from navigation to the moment at which the first widget answers. */
export async function firstWidget() {
  const widget = document.querySelector('nabla-widget');
  while (!widget.hasAttribute('data-ready')) await new Promise((r) => requestAnimationFrame(r));
  return performance.now();
}

/** Durations of the frames that a drag caused: compute and redraw, from the start of the frame until all is updated. */
export function frames() {
  return performance.getEntriesByName('nabla-frame').map((e) => e.duration);
}
