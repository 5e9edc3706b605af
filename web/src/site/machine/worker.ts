// The measurement beside the page, which goes on while the page is used.

import { measure, type Compiled, type Options } from '../../kernels/measure';

export interface Order {
  readonly compiled: Compiled;
  readonly options: Pick<Options, 'largest'>;
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void (async () => {
    try {
      for await (const told of measure(data.compiled, data.options)) postMessage(told);
      postMessage({ type: 'end' });
    } catch (error) {
      postMessage({ type: 'failed', message: String(error) });
    }
  })();
});
