// Calls of the engine that go through its transcendental functions, its decompositions and its loops.

const matrix = (...rows) => ({ rows: rows.length, cols: rows[0].length, data: rows.flat() });
const random = matrix([0.3, -1.7, 2.2], [1e-3, 5.5, -0.25], [7.125, 0.1, 1 / 3]);
const none = { rows: 0, cols: 0, data: [] };

/** One run of Adam as laneMatrix() of web/src/kit/lanes.ts writes it: rule, rate, …, β₁, β₂, ε, …, both corrections. */
const ADAM = matrix([2, 0.01, 0, 0, 0, 0, 0.9, 0.999, 1e-8, 0, 1, 1, 0, 0, 0]);

/** Arguments as JSON: lists of numbers and matrices become what the engine takes in `callAll`. */
export const CALLS = {
  softmaxFilm: [matrix([2, 1, 0.1, -3.75]), none, 1, 'shifted', 'float64', 1, 0],
  svd: [random],
  adamTrace: ['(1 - x)^2 + 100 (y - x^2)^2', [-1.2, 1], ADAM, 200],
  attentionForward: [random, random, random, none, true, true, 'safe', 'float64'],
  odeConvergence: ['cos(2t) - y', '', 0, 6, [2]],
};

/** Every call's answer as text in which no bit is lost. Runs in the page too, so it stands on its own. */
export async function callAll(calls) {
  const engine = await globalThis.Nabla.core();
  const list = (value) => Array.isArray(value) && value.every((x) => typeof x === 'number');
  const given = (value) => {
    if (list(value)) return Float64Array.from(value);
    return typeof value === 'object' && 'rows' in value ? { ...value, data: Float64Array.from(value.data) } : value;
  };
  const bits = (x) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, x);
    return view.getBigUint64(0).toString(16);
  };
  const told = (_key, value) => {
    if (typeof value === 'number') return bits(value);
    return ArrayBuffer.isView(value) ? Array.from(value, bits).join(' ') : value;
  };
  return Object.fromEntries(
    Object.entries(calls).map(([name, args]) => [name, JSON.stringify(engine[name](...args.map(given)), told)]),
  );
}
