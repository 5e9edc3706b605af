// npm run fuzz -- [seconds | --runs N]: mutated texts against the expression compiler; 60 seconds where nothing is said.
import { fuzz } from './lib/fuzz.mjs';
import { main, Problem } from './lib/problem.mjs';

const USAGE = 'npm run fuzz -- [seconds | --runs N]';

function limit(args) {
  if (args.length === 0) return { seconds: 60 };
  const runs = args[0] === '--runs';
  const number = Number(args[runs ? 1 : 0]);
  if (args.length > (runs ? 2 : 1) || !Number.isInteger(number) || number < 1) throw new Problem(`Usage: ${USAGE}`);
  return runs ? { runs: number } : { seconds: number };
}

await main(async () => {
  const { passed } = await fuzz(limit(process.argv.slice(2)));
  if (!passed) process.exitCode = 1;
});
