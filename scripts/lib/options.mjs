import { parseArgs } from 'node:util';
import { Problem } from './problem.mjs';

/** The options of a command: `options` as parseArgs takes them. A wrong one is answered by `usage`. */
export function readOptions(options, usage) {
  try {
    return parseArgs({ options, allowPositionals: false }).values;
  } catch (error) {
    throw new Problem(`${error.message.split('.')[0]}. Usage: ${usage}.`);
  }
}

export const SERVER = {
  port: { type: 'string' },
  base: { type: 'string' },
  csp: { type: 'boolean' },
};

export function serverOptions({ port, base, csp }) {
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && !(Number.isInteger(number) && number > 0 && number < 65536)) {
    throw new Problem(`--port takes a number from 1 to 65535, not "${port}".`);
  }
  // A port that was asked for is meant: its neighbour would not be where the reader looks.
  return { ...(number && { port: number, strictPort: true }), ...(base && { base }), csp };
}
