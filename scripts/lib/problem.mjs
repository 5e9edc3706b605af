import { dirname } from 'node:path';

// Something the reader can act on. Its message is one sentence that says what to do, so no stack is printed.
export class Problem extends Error {}

const FILE_ERRORS = {
  EACCES: (path) =>
    `Cannot write to ${path}: give your user write permission there (chown or chmod), or clone the project elsewhere.`,
  EPERM: (path) =>
    `Not permitted to change ${path}: give your user write permission there, or clone the project elsewhere.`,
  EROFS: (path) => `${path} is on a read-only file system: clone the project to a folder that you can write to.`,
  ENOSPC: (path) => `The disk that holds ${path} is full: free about 3 GB and run the same command again.`,
};

/** The sentence for an error of the file system, or undefined for any other error. */
export function fileProblem(error) {
  const sentence = FILE_ERRORS[error?.code];
  if (!sentence || !error.path) return undefined;
  return sentence(error.code === 'ENOSPC' ? dirname(error.path) : error.path);
}

/** Runs a command line program: a Problem ends it with its sentence, anything else is a bug and keeps its stack. */
export async function main(program) {
  try {
    await program();
  } catch (error) {
    const sentence = error instanceof Problem ? error.message : fileProblem(error);
    if (!sentence) throw error;
    console.error(`\nnabla: ${sentence}`);
    process.exitCode = 1;
  }
}
