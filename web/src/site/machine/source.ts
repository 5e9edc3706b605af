// Where the kernels and the worker come from: files beside the page's script.

import plain from '@wasm/nabla_kernels_plain.wasm?url';
import relaxed from '@wasm/nabla_kernels_relaxed.wasm?url';
import { compile } from '../../engine/compile';
import { vouched } from '../script-address';
import address from './worker?worker&url';

const addresses = { plain, relaxed };

export const moduleOf = (kind: 'plain' | 'relaxed'): Promise<WebAssembly.Module> =>
  compile(new URL(addresses[kind], location.href));

// In development the worker is a module that imports others; built, it is one script that imports nothing.
export const startWorker = (): Worker =>
  new Worker(vouched(new URL(address, location.href).href), import.meta.env.DEV ? { type: 'module' } : {});
