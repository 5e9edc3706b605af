// One run, beside the page where the browser lets a worker start, and else on the page in short slices.

import { measure, type Compiled, type Told } from '../../kernels/measure';
import { startWorker } from './source';

export interface Listener {
  readonly told: (told: Told) => void;
  /** Without words: everything was measured. */
  readonly ended: (why?: string) => void;
}

/** Larger products than this take scalar JavaScript longer than a page may stand still. */
const ON_PAGE = 256;
const ALL = Infinity;

type Sent = Told | { readonly type: 'end' } | { readonly type: 'failed'; readonly message: string };

/** Answers what stops it. */
export function run(compiled: Compiled, listener: Listener): () => void {
  let worker: Worker;
  try {
    worker = startWorker();
  } catch {
    return runHere(compiled, listener);
  }
  let stop = (): void => worker.terminate();
  let spoke = false;
  worker.addEventListener('message', ({ data }: MessageEvent<Sent>) => {
    spoke = true;
    if (data.type !== 'end' && data.type !== 'failed') listener.told(data);
    else {
      worker.terminate();
      listener.ended(data.type === 'failed' ? data.message : undefined);
    }
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    worker.terminate();
    // A policy that forbids workers says so only now.
    if (spoke) listener.ended(event.message);
    else stop = runHere(compiled, listener);
  });
  worker.postMessage({ compiled, options: { largest: ALL } });
  return () => stop();
}

function runHere(compiled: Compiled, { told, ended }: Listener): () => void {
  let stopped = false;
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const go = async (): Promise<void> => {
    try {
      for await (const message of measure(compiled, { largest: ON_PAGE, pause })) {
        if (stopped) return;
        told(message);
        await pause();
      }
      ended();
    } catch (error) {
      ended(String(error));
    }
  };
  void go();
  return () => (stopped = true);
}
