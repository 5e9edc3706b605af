// The kernels of wasm/simd and the solvers of wasm/core, as plain or as relaxed SIMD.

export const ours = (kind) => ({
  name: `ours, ${kind}`,
  async open() {
    const module = await WebAssembly.compileStreaming(fetch(`./nabla_kernels_${kind}.wasm`));
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
    const wasm = (await WebAssembly.instantiate(module, imports)).exports;
    wasm._initialize?.();

    const place = (data) => {
      const at = wasm.reserve(data.byteLength);
      new data.constructor(wasm.memory.buffer, at, data.length).set(data);
      return at;
    };
    const into = (like) => {
      const at = place(like);
      return { at, value: () => new like.constructor(wasm.memory.buffer, at, 1)[0] };
    };
    const product = (call) => (i) => {
      const [a, b, out] = [place(i.a), place(i.b), into(i.a)];
      return { run: () => call(a, b, out.at, i.n), value: out.value };
    };
    const each = (call) => (i) => {
      const [x, out] = [place(i.x), into(i.x)];
      return { run: () => call(x, out.at, i.n), value: out.value };
    };
    const largest = (call) => (i) => {
      const a = place(i.a);
      return { run: () => call(a, i.n), value: () => call(a, i.n) };
    };
    return {
      'peak f32': () => ({ run: () => wasm.peak_f32(100000), value: () => 0 }),
      'peak f64': () => ({ run: () => wasm.peak_f64(100000), value: () => 0 }),
      'matmul f32': product(wasm.matmul_f32),
      'matmul f64': product(wasm.matmul_f64),
      exp: each(wasm.exp),
      tanh: each(wasm.tanh),
      sigmoid: each(wasm.sigmoid),
      softmax: (i) => {
        const [x, out] = [place(i.x), into(i.x)];
        return { run: () => wasm.softmax(x, out.at, i.rows, i.cols), value: out.value };
      },
      'layer norm': (i) => {
        const [x, gamma, beta, out] = [place(i.x), place(i.gamma), place(i.beta), into(i.x)];
        return { run: () => wasm.layer_norm(x, gamma, beta, out.at, i.rows, i.cols), value: out.value };
      },
      attention: (i) => {
        const [q, k, v, out] = [place(i.q), place(i.k), place(i.v), into(i.q)];
        return { run: () => wasm.attention(q, k, v, out.at, i.n, i.d), value: out.value };
      },
      // Ten steps a call, as a page makes a few of them a frame.
      'PINN step (a peer: without Adam)': ({ parameters, points, n }) => {
        const state = new Float64Array(3 * parameters.length + 1);
        state.set(parameters);
        const [from, at] = [place(state), place(points)];
        const call = () => wasm.pinn(from, state.length, at, n);
        return { run: call, value: call, steps: 10 };
      },
      svd: largest(wasm.svd),
      eigh: largest(wasm.eigh),
      eig: largest(wasm.eig),
    };
  },
});
