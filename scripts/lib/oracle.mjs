// The Python that has PyTorch, which makes fixtures, the output of examples, and notebooks.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, TOOLCHAIN } from './paths.mjs';
import { python } from './prerequisites.mjs';
import { Problem } from './problem.mjs';
import { capture, runStep } from './run.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const REQUIREMENTS = at('tests', 'parity', 'requirements.txt');
const VENV = join(TOOLCHAIN, 'torch');

/** The interpreter that NABLA_TORCH_PYTHON names, or that of the project's own environment. */
export async function oracle() {
  const given = process.env.NABLA_TORCH_PYTHON;
  if (given) return given;
  const own = join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  const pins = readFileSync(REQUIREMENTS, 'utf8');
  const stamp = join(VENV, 'nabla.stamp');
  if (existsSync(own) && readStamp(stamp) === pins) return own;
  console.log(
    'PyTorch is fetched once into .toolchain/torch: about 4 GB. NABLA_TORCH_PYTHON names another Python that has it.',
  );
  await runStep('python environment for PyTorch', python(), ['-m', 'venv', '--clear', VENV]);
  await runStep('pip install torch', own, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeStamp(stamp, pins);
  return own;
}

/** What a script printed. Two threads or sixteen, the same sums: results must not depend on the machine. */
export function runOracle(interpreter, args, { env = {}, input = '' } = {}) {
  const options = { env: { ...process.env, OMP_NUM_THREADS: '1', ...env }, input, maxBuffer: 1 << 28 };
  const output = capture(interpreter, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] });
  if (output === undefined) throw new Problem(`${args[0]} failed in PyTorch: the lines above say where.`);
  return output;
}

export const torchVersion = (interpreter) =>
  runOracle(interpreter, ['-c', 'import torch; print(torch.__version__.split("+")[0])']);

/** Lines of two texts that differ, the first few. */
export function difference(before, after) {
  const old = before.split('\n');
  const fresh = after.split('\n');
  const lines = [];
  for (let i = 0; i < Math.max(old.length, fresh.length) && lines.length < 12; i++) {
    if (old[i] === fresh[i]) continue;
    lines.push(`  line ${i + 1}`, `  - ${(old[i] ?? '').slice(0, 160)}`, `  + ${(fresh[i] ?? '').slice(0, 160)}`);
  }
  return lines.join('\n');
}
