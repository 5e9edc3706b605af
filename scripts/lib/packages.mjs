// Everything that is said to the machine's package manager.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { capture, runStep, runVisibly } from './run.mjs';
import { Problem } from './problem.mjs';

/** The fields of os-release: { ID, VERSION_ID, VERSION_CODENAME, … }; empty where there is no such file. */
export function distribution(file = '/etc/os-release') {
  if (!existsSync(file)) return {};
  const fields = readFileSync(file, 'utf8').matchAll(/^([A-Z_]+)="?(.*?)"?$/gm);
  return Object.fromEntries([...fields].map(([, name, value]) => [name, value]));
}

export const hasApt = () => capture('apt-get', ['--version']) !== undefined;
export const isInstalled = (name) =>
  capture('dpkg-query', ['-W', '-f=${Status}', name], { stdio: 'pipe' })?.endsWith(' installed') ?? false;

const offline =
  /Temporary failure resolving|Could not connect|Could not resolve|Network is unreachable|Unable to connect|timed out/i;

const aptFailure = (names, command) => (log) =>
  offline.test(log)
    ? `No network: ${names.join(', ')} could not be fetched; connect (or set http_proxy) and run the same command again.`
    : `The package manager could not provide ${names.join(', ')}: run "${command}" and mend what it reports.`;

async function agreed(question) {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question(`${question} [y/N] `);
  ask.close();
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Installs the distribution packages that are missing, named before anything changes: at once when we are root, after a
 * yes at the terminal through sudo, and otherwise not at all: then the reader gets the command.
 */
export async function aptInstall(wanted, reason) {
  const names = wanted.filter((name) => !isInstalled(name));
  if (names.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...names];
  const command = `apt-get install ${names.join(' ')}`;
  console.log(`· distribution packages to install for ${reason}: ${names.join(' ')}`);
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runStep('apt-get update', 'apt-get', ['update'], { env, failure: aptFailure(names, command) });
    await runStep(`apt-get install ${names.join(' ')}`, 'apt-get', install, {
      env,
      failure: aptFailure(names, command),
    });
    return;
  }
  const canAsk = capture('sudo', ['--version']) !== undefined;
  if (canAsk && (await agreed(`Install them with sudo ${command}?`))) {
    const updated = await runVisibly('sudo', ['apt-get', 'update']);
    if (updated === 0 && (await runVisibly('sudo', ['apt-get', ...install])) === 0) return;
  }
  throw new Problem(`For ${reason}, run "sudo apt-get update && sudo ${command}" and then the same command again.`);
}

/** apt with lists and caches of its own below `folder`: needs no root and leaves the system's state alone. */
export function privateApt(folder, sources) {
  for (const part of ['lists/partial', 'cache/archives/partial', 'debs'])
    mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  const options = {
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::Languages': 'none',
  };
  // apt drops to a user of its own when run as root; that user may not be allowed to write into the clone.
  if (process.getuid?.() === 0) options['APT::Sandbox::User'] = 'root';
  if (sources) {
    writeFileSync(join(folder, 'sources.list'), sources);
    options['Dir::Etc::sourcelist'] = join(folder, 'sources.list');
    options['Dir::Etc::sourceparts'] = '-';
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const debs = join(folder, 'debs');
  return {
    show: (name) => capture('apt-cache', [...flags, 'show', '--no-all-versions', name], { stdio: 'pipe' }),
    update: (reason) =>
      runStep(`package lists for ${reason}`, 'apt-get', [...flags, 'update', '-o', 'APT::Update::Error-Mode=any'], {
        failure: aptFailure([reason], 'apt-get update'),
      }),
    download: (names) =>
      runStep(`download ${names.join(' ')}`, 'apt-get', [...flags, 'download', ...names], {
        cwd: debs,
        failure: aptFailure(names, `apt-get download ${names.join(' ')}`),
      }),
    async extract(target) {
      mkdirSync(target, { recursive: true });
      const files = readdirSync(debs).filter((name) => name.endsWith('.deb'));
      const unpack = 'for deb in "$@"; do dpkg -x "$deb" "$0" || exit 1; done';
      await runStep(`unpack ${files.length} packages`, 'sh', ['-c', unpack, target, ...files], {
        cwd: debs,
        failure: (log) =>
          /No space left/.test(log)
            ? 'The disk is full: free about 3 GB and run the same command again.'
            : `A package could not be unpacked: delete ${folder} and run the same command again.`,
      });
    },
  };
}

// A deb822 stanza as { uris, suites, signedBy }; only binary archives count.
function stanza(text) {
  const field = (name) => new RegExp(`^${name}:[ \\t]*(.+)$`, 'im').exec(text)?.[1].trim();
  if (!field('Types')?.split(/\s+/).includes('deb') || /^enabled:\s*no/im.test(text)) return undefined;
  return {
    uri: field('URIs')?.split(/\s+/)[0],
    suites: field('Suites')?.split(/\s+/) ?? [],
    signedBy: field('Signed-By'),
  };
}

// A line of the older format: deb [option=value …] uri suite component …
function oneLine(line) {
  const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+\S/.exec(line.trim());
  if (!match) return undefined;
  return { uri: match[2], suites: [match[3]], signedBy: /signed-by=(\S+)/i.exec(match[1] ?? '')?.[1] };
}

/** The archives that this machine already trusts, in either of apt's formats. */
export function aptArchives(etc = '/etc/apt') {
  const parts = join(etc, 'sources.list.d');
  const files = [
    join(etc, 'sources.list'),
    ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []),
  ];
  const archives = [];
  for (const file of files.filter((name) => existsSync(name))) {
    const text = readFileSync(file, 'utf8').replace(/^\s*#.*\n?/gm, '');
    if (file.endsWith('.sources')) archives.push(...text.split(/\n\s*\n/).map(stanza));
    else if (file.endsWith('.list')) archives.push(...text.split('\n').map(oneLine));
  }
  return archives.filter((archive) => archive?.uri);
}
