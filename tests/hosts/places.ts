// Folders in which hosts are built, and the programs that build them.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const DIST = join(root, 'dist');
export const EMBED = join(DIST, 'embed');
export const BUILT = join(root, '.build', 'hosts');
export const INSTALLED = join(root, '.toolchain', 'hosts');

/** An empty folder for a host, with these files in it. */
export function place(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(BUILT, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  write(folder, files);
  return folder;
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A file or folder of the site, as an author copies it into a host. */
export const bring = (name: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(DIST, name), to, { recursive: true });
};

/** The whole site, where a page is to find it. */
export const bringSite = (folder: string, name: string): void => symlinkSync(DIST, join(folder, name));

/** Lets a host find the packages that are installed for it. */
export function bringPackages(host: string, folder: string): void {
  const installed = join(INSTALLED, host, 'node_modules');
  if (!existsSync(installed)) throw new Error(`The packages of ${host} are not installed: run npm run test:hosts.`);
  symlinkSync(installed, join(folder, 'node_modules'));
}

export const inPython = (program: string): string => join(INSTALLED, 'python', 'bin', program);

/** Runs a program that builds a host; what it printed, also on its error stream. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
  });
  const text = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.error?.message ?? ''}\n${text}`);
  return text;
}
