// The project's own virtual environment, for the tools that come as Python wheels.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { at, TOOLCHAIN } from './paths.mjs';
import { python } from './prerequisites.mjs';
import { capture, runStep } from './run.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const VENV = join(TOOLCHAIN, 'venv');
const REQUIREMENTS = at('scripts', 'requirements.txt');

const inside = (venv, program) => join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', program);
export const inVenv = (program) => inside(VENV, program);

function explain(log) {
  if (
    /NewConnectionError|Temporary failure|Could not fetch URL|ProxyError|ConnectTimeout|Max retries|from versions: none/.test(
      log,
    )
  ) {
    return 'No network: pip could not reach its index; connect (or set https_proxy) and run the same command again.';
  }
  return undefined;
}

/** Makes the environment and installs the pinned lines of requirements.txt that name one of `tools`. */
export async function ensureTools(tools) {
  const lines = readFileSync(REQUIREMENTS, 'utf8').split('\n');
  const pins = tools.map((tool) => lines.find((line) => line.startsWith(`${tool}==`)));
  const stamp = join(VENV, `${tools.join('-')}.stamp`);
  const wanted = pins.join(' ');
  if (readStamp(stamp) === wanted && tools.every((tool) => existsSync(inVenv(tool)))) return;
  await install(VENV, tools, pins);
  writeStamp(stamp, wanted);
}

/** As `ensureTools`, into an environment of its own, with every version that comes along held by a file of constraints. */
export async function ensurePackages(venv, names, constraints) {
  const stamp = join(venv, `${names.join('-')}.stamp`);
  const wanted = readFileSync(constraints, 'utf8');
  if (readStamp(stamp) === wanted && existsSync(inside(venv, 'python'))) return;
  await install(venv, names, [...names, '--constraint', constraints]);
  writeStamp(stamp, wanted);
}

/** Takes the files below `folder` out of a wheel that is not installed. The wheel is that of one platform: files like headers
 * are the same in all. */
export async function unpackWheel(wheel, folder, to) {
  const python3 = await environment(VENV);
  // Unpacked aside first: what an interruption leaves behind must not pass for the whole.
  const aside = `${to}.part`;
  rmSync(aside, { recursive: true, force: true });
  const any = ['--no-deps', '--only-binary=:all:', '--python-version=3.11', '--platform=manylinux_2_27_x86_64'];
  const download = ['-m', 'pip', 'download', '--disable-pip-version-check', ...any, '--dest', aside, wheel];
  await runStep(`pip download ${wheel}`, python3, download, { failure: explain });
  const unpack =
    'import glob, sys, zipfile; z = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]); ' +
    'z.extractall(sys.argv[3], [n for n in z.namelist() if n.startswith(sys.argv[2] + "/")])';
  const whole = join(aside, 'files');
  await runStep(`unpack ${folder}`, python3, ['-c', unpack, aside, folder, whole]);
  rmSync(to, { recursive: true, force: true });
  renameSync(whole, to);
  rmSync(aside, { recursive: true });
}

/** The Python of a virtual environment, which is made where it is missing. */
async function environment(venv) {
  const python3 = inside(venv, 'python');
  // Asked by running it: the folder survives a removed or upgraded system Python, but what is in it does not.
  if (capture(python3, ['-c', 'import pip'], { stdio: 'pipe' }) === undefined) {
    await runStep('python environment', python(), ['-m', 'venv', '--clear', venv]);
  }
  return python3;
}

async function install(venv, names, args) {
  const python3 = await environment(venv);
  const command = ['-m', 'pip', 'install', '--disable-pip-version-check', ...args];
  await runStep(`pip install ${names.join(' ')}`, python3, command, { failure: explain });
}
