// The other libraries, each through its public interface, single-threaded, every result disposed of.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { eigs, multiply } from 'mathjs';
import { BACKWARD } from './cases.mjs';

const rowsOf = (a, n) => Array.from({ length: n }, (_, i) => Array.from(a.subarray(i * n, (i + 1) * n)));

/** A result that lives until the next run; close() frees it and the inputs, for memory that fills changes what is measured. */
function keeping(make, dispose, first, inputs = []) {
  let last;
  const run = () => {
    if (last !== undefined) dispose(last);
    last = make();
  };
  const close = () => [...inputs, last].forEach(dispose);
  return { run, value: () => first(last), close };
}

export const mlMatrix = {
  name: 'ml-matrix',
  async open() {
    const matrix = (i) => new Matrix(rowsOf(i.a, i.n));
    const nothing = () => undefined;
    const largest = (values) => Math.max(...values.map(Math.abs));
    const eigen = (i) => {
      const a = matrix(i);
      return keeping(
        () => new EigenvalueDecomposition(a),
        nothing,
        (e) => largest(e.realEigenvalues),
      );
    };
    return {
      'matmul f64': (i) => {
        const [a, b] = [matrix(i), new Matrix(rowsOf(i.b, i.n))];
        return keeping(
          () => a.mmul(b),
          nothing,
          (c) => c.get(0, 0),
        );
      },
      svd: (i) => {
        const a = matrix(i);
        return keeping(
          () => new SingularValueDecomposition(a, { autoTranspose: true }),
          nothing,
          (s) => s.diagonal[0],
        );
      },
      eigh: (i) => ({ ...eigen(i), unordered: true }),
      eig: (i) => ({ ...eigen(i), unordered: true }),
    };
  },
};

export const mathJs = {
  name: 'mathjs',
  async open() {
    return {
      'matmul f64': (i) => {
        if (i.n > 128) return undefined;
        const [a, b] = [rowsOf(i.a, i.n), rowsOf(i.b, i.n)];
        return keeping(
          () => multiply(a, b),
          () => undefined,
          (c) => c[0][0],
        );
      },
      eigh: (i) => {
        if (i.n > 32) return undefined;
        const a = rowsOf(i.a, i.n);
        return {
          ...keeping(
            () => eigs(a),
            () => undefined,
            (e) => Math.max(...e.values),
          ),
          unordered: true,
        };
      },
    };
  },
};

export const numpyTs = {
  name: 'numpy-ts',
  async open() {
    const np = await import('numpy-ts');
    const array = (data, ...shape) =>
      np.reshape(np.array(data, data instanceof Float32Array ? 'float32' : 'float64'), shape);
    const dispose = (x) =>
      (Array.isArray(x) ? x : x.dispose ? [x] : Object.values(x)).forEach((part) => part.dispose?.());
    const first = (x) => Number(x.flatten().toArray()[0]);
    const product = (i) => {
      const [a, b] = [array(i.a, i.n, i.n), array(i.b, i.n, i.n)];
      return keeping(() => np.matmul(a, b), dispose, first, [a, b]);
    };
    const each = (f) => (i) => {
      const x = array(i.x, i.n);
      return keeping(() => f(x), dispose, first, [x]);
    };
    const solver = (f, most) => (i) => {
      if (i.n > most) return undefined;
      const a = array(i.a, i.n, i.n);
      return {
        ...keeping(
          () => f(a),
          dispose,
          () => NaN,
          [a],
        ),
        unordered: true,
      };
    };
    return {
      'matmul f32': product,
      'matmul f64': product,
      exp: each(np.exp),
      tanh: each(np.tanh),
      svd: solver((a) => np.linalg.svd(a), 128),
      eigh: solver((a) => np.linalg.eigh(a), 32),
      eig: solver((a) => np.linalg.eig(a), 32),
    };
  },
};

export const tfjs = {
  name: 'tfjs-backend-wasm',
  async open() {
    const tf = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths('./peers/');
    if (!(await tf.setBackend('wasm'))) throw new Error('its backend did not start');
    const dispose = (x) => x.dispose();
    const first = (x) => x.dataSync()[0];
    const making = (make) => keeping(() => tf.tidy(make), dispose, first);
    const each = (f) => (i) => {
      const x = tf.tensor1d(i.x);
      return making(() => f(x));
    };
    const product = (i) => {
      const [a, b] = [tf.tensor2d(i.a, [i.n, i.n]), tf.tensor2d(i.b, [i.n, i.n])];
      return making(() => tf.matMul(a, b));
    };
    return {
      'matmul f32': product,
      exp: each(tf.exp),
      tanh: each(tf.tanh),
      sigmoid: each(tf.sigmoid),
      softmax: (i) => {
        const x = tf.tensor2d(i.x, [i.rows, i.cols]);
        return making(() => tf.softmax(x));
      },
      'layer norm': (i) => {
        const [x, gamma, beta] = [tf.tensor2d(i.x, [i.rows, i.cols]), tf.tensor1d(i.gamma), tf.tensor1d(i.beta)];
        return making(() => {
          const { mean, variance } = tf.moments(x, 1, true);
          return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
        });
      },
      attention: (i) => {
        const [q, k, v] = [i.q, i.k, i.v].map((part) => tf.tensor2d(part, [i.n, i.d]));
        const scale = 1 / Math.sqrt(i.d);
        return making(() => tf.matMul(tf.softmax(tf.mul(tf.matMul(q, k, false, true), scale)), v));
      },
      [BACKWARD]: (i) => {
        const [q, k, v, g] = [i.q, i.k, i.v, i.g].map((part) => tf.tensor2d(part, [i.n, i.d]));
        const scale = 1 / Math.sqrt(i.d);
        const slopes = tf.grads((x, y, z) => tf.matMul(tf.softmax(tf.mul(tf.matMul(x, y, false, true), scale)), z));
        return keeping(
          () => tf.tidy(() => slopes([q, k, v], g)),
          (all) => all.forEach(dispose),
          ([dq]) => first(dq),
        );
      },
    };
  },
};

/** With jax-js's arrays: the mean square of u_tt − u_xx of a network 2-32-32-1 at points (n, 2) of x and t. The derivatives
 * travel forwards with the values, which takes it a fraction of what nested jvp takes. */
const pinnLoss = (np) => (parameters, points) => {
  const [w1, b1, w2, b2, w3] = parameters;
  // a = tanh z with s = 1 − a²: a′ = s z′ and a″ = s (z″ − 2 a z′²).
  const activated = ([z, ...jets]) => {
    const a = np.tanh(z);
    const s = np.subtract(1, a.ref.mul(a.ref));
    const twice = a.ref.mul(2);
    const out = [a];
    for (const [first, second] of jets) {
      const bend = twice.ref.mul(first.ref).mul(first.ref);
      out.push([s.ref.mul(first), s.ref.mul(second === null ? bend.neg() : second.sub(bend))]);
    }
    [s, twice].forEach((x) => x.dispose());
    return out;
  };
  const layer = (w, x) => np.matmul(x, np.transpose(w.ref));
  const columns = [0, 1].map((i) => w1.ref.slice([], i).reshape([1, 32]));
  const first = activated([layer(w1, points).add(b1), ...columns.map((column) => [column, null])]);
  const jets = first.slice(1).map((jet) => jet.map((x) => layer(w2, x)));
  const second = activated([layer(w2, first[0]).add(b2), ...jets]);
  const [xx, tt] = second.slice(1).map((jet) => layer(w3, jet[1]));
  const residual = tt.sub(xx);
  return np.mean(residual.ref.mul(residual));
};

export const jaxJs = {
  name: 'jax-js',
  async open() {
    const jax = await import('@jax-js/jax');
    const { blockUntilReady, defaultDevice, grad, init, jit, lax, nn, numpy: np, valueAndGrad } = jax;
    await init('wasm');
    defaultDevice('wasm');
    const array = (data, ...shape) =>
      np.array(data, { dtype: data instanceof Float64Array ? np.float64 : np.float32 }).reshape(shape);
    const first = (x) => x.ref.dataSync()[0];
    // Arguments are given away with a call: `ref` keeps one's own.
    const making = (f, ...args) => {
      const compiled = jit(f);
      let last;
      const run = async () => {
        last?.dispose();
        last = compiled(...args.map((x) => x.ref));
        await last.blockUntilReady();
      };
      return { run, value: () => first(last) };
    };
    const product = (i) => making((a, b) => np.matmul(a, b), array(i.a, i.n, i.n), array(i.b, i.n, i.n));
    const each = (f) => (i) => making(f, array(i.x, i.n));
    return {
      'matmul f32': product,
      'matmul f64': (i) => (i.n > 256 ? undefined : product(i)),
      exp: each((x) => np.exp(x)),
      tanh: each((x) => np.tanh(x)),
      sigmoid: each((x) => nn.sigmoid(x)),
      softmax: (i) => making((x) => nn.softmax(x, -1), array(i.x, i.rows, i.cols)),
      'layer norm': (i) =>
        making(
          (x, gamma, beta) => nn.standardize(x, -1, { epsilon: 1e-5 }).mul(gamma).add(beta),
          array(i.x, i.rows, i.cols),
          array(i.gamma, i.cols),
          array(i.beta, i.cols),
        ),
      attention: (i) => {
        const [q, k, v] = [i.q, i.k, i.v].map((part) => array(part, i.n, i.d));
        const scale = 1 / Math.sqrt(i.d);
        return making((x, y, z) => np.matmul(nn.softmax(np.matmul(x, np.transpose(y)).mul(scale), -1), z), q, k, v);
      },
      [BACKWARD]: (i) => {
        const [q, k, v, g] = [i.q, i.k, i.v, i.g].map((part) => array(part, i.n, i.d));
        const scale = 1 / Math.sqrt(i.d);
        const attention = (x, y, z) => np.matmul(nn.softmax(np.matmul(x, np.transpose(y)).mul(scale), -1), z);
        const compiled = jit((x, y, z, slope) => grad(([a, b, c]) => np.sum(attention(a, b, c).mul(slope)))([x, y, z]));
        let last;
        const run = async () => {
          last?.forEach((x) => x.dispose());
          last = compiled(...[q, k, v, g].map((x) => x.ref));
          await blockUntilReady(last);
        };
        return { run, value: () => first(last[0]) };
      },
      'PINN step (a peer: without Adam)': (i) => {
        const numbers = Float32Array.from(i.parameters);
        let from = 0;
        const part = (...shape) => {
          const begin = from;
          from += shape.reduce((a, b) => a * b);
          return array(numbers.slice(begin, from), ...shape);
        };
        const parameters = [part(32, 2), part(32), part(32, 32), part(32), part(1, 32)];
        const points = array(Float32Array.from(i.points), i.n, 2);
        const compiled = jit(valueAndGrad(pinnLoss(np)));
        let last;
        const run = async () => {
          if (last) [last[0], ...last[1]].forEach((x) => x.dispose());
          last = compiled(
            parameters.map((x) => x.ref),
            points.ref,
          );
          await blockUntilReady(last);
        };
        return { run, value: () => first(last[0]) };
      },
      svd: (i) => {
        if (i.n > 64) return undefined;
        const a = array(i.a, i.n, i.n);
        return { ...making((x) => lax.linalg.svd?.(x)?.[1] ?? np.linalg.svd(x)[1], a), unordered: true };
      },
    };
  },
};
