// onnxruntime-web reads a graph in ONNX's protocol buffers; the few that are measured are written here, byte by byte
// (github.com/onnx/onnx, onnx.proto).

const text = (s) => new TextEncoder().encode(s);
const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))]);
const join = (parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const number = (field, n) => [...varint(field * 8), ...varint(n)];
const bytes = (field, data) => [...varint(field * 8 + 2), ...varint(data.length), ...data];
const float = (field, x) => [...varint(field * 8 + 5), ...new Uint8Array(Float32Array.of(x).buffer)];

const attributeOf = (name, x) =>
  Number.isInteger(x)
    ? join([bytes(1, text(name)), number(3, x), number(20, 2)])
    : join([bytes(1, text(name)), float(2, x), number(20, 1)]);
const node = ({ type, inputs, output, attributes = {} }) =>
  join([
    ...inputs.map((name) => bytes(1, text(name))),
    bytes(2, text(output)),
    bytes(4, text(type)),
    ...Object.entries(attributes).map(([name, x]) => bytes(5, attributeOf(name, x))),
  ]);
const valueInfo = ({ name, shape }) => {
  const dims = join(shape.map((n) => bytes(1, join([number(1, n)]))));
  const tensor = join([number(1, 1), bytes(2, dims)]);
  return join([bytes(1, text(name)), bytes(2, join([bytes(1, tensor)]))]);
};

/** nodes in order; inputs and output as { name, shape }, all float32. */
function model(nodes, inputs, output) {
  const graph = join([
    ...nodes.map((n) => bytes(1, node(n))),
    bytes(2, text('measured')),
    ...inputs.map((i) => bytes(11, valueInfo(i))),
    bytes(12, valueInfo(output)),
  ]);
  return join([number(1, 8), bytes(7, graph), bytes(8, join([number(2, 17)]))]);
}

export const ort = {
  name: 'onnxruntime-web',
  async open() {
    const { InferenceSession, Tensor, env } = await import('onnxruntime-web/wasm');
    env.wasm.numThreads = 1;
    env.wasm.wasmPaths = new URL('./peers/', location.href).href;
    env.logLevel = 'error';
    /** arrays: { name: [data, shape] }. */
    const making = async (nodes, arrays, shape) => {
      const inputs = Object.entries(arrays).map(([name, [, dims]]) => ({ name, shape: dims }));
      const session = await InferenceSession.create(model(nodes, inputs, { name: 'out', shape }));
      const feeds = Object.fromEntries(
        Object.entries(arrays).map(([name, [data, dims]]) => [name, new Tensor('float32', data, dims)]),
      );
      let last;
      const run = async () => {
        last?.out.dispose();
        last = await session.run(feeds);
      };
      return { run, value: () => last.out.data[0] };
    };
    const each = (type) => (i) => making([{ type, inputs: ['x'], output: 'out' }], { x: [i.x, [i.n]] }, [i.n]);
    return {
      'matmul f32': ({ n, a, b }) =>
        making([{ type: 'MatMul', inputs: ['a', 'b'], output: 'out' }], { a: [a, [n, n]], b: [b, [n, n]] }, [n, n]),
      exp: each('Exp'),
      tanh: each('Tanh'),
      sigmoid: each('Sigmoid'),
      softmax: ({ x, rows, cols }) => {
        const shape = [rows, cols];
        return making(
          [{ type: 'Softmax', inputs: ['x'], output: 'out', attributes: { axis: 1 } }],
          { x: [x, shape] },
          shape,
        );
      },
      'layer norm': ({ x, gamma, beta, rows, cols }) => {
        const attributes = { axis: 1, epsilon: 1e-5 };
        const nodes = [{ type: 'LayerNormalization', inputs: ['x', 'gamma', 'beta'], output: 'out', attributes }];
        const shape = [rows, cols];
        return making(nodes, { x: [x, shape], gamma: [gamma, [cols]], beta: [beta, [cols]] }, shape);
      },
      attention: ({ q, k, v, n, d }) => {
        const nodes = [
          { type: 'Transpose', inputs: ['k'], output: 'kt' },
          { type: 'MatMul', inputs: ['q', 'kt'], output: 'scores' },
          { type: 'Mul', inputs: ['scores', 'scale'], output: 'scaled' },
          { type: 'Softmax', inputs: ['scaled'], output: 'p', attributes: { axis: 1 } },
          { type: 'MatMul', inputs: ['p', 'v'], output: 'out' },
        ];
        const shape = [n, d];
        const scale = Float32Array.of(1 / Math.sqrt(d));
        return making(nodes, { q: [q, shape], k: [k, shape], v: [v, shape], scale: [scale, [1]] }, shape);
      },
    };
  },
};
