// Where the kernels and the worker come from in the copy that opens from a folder: out of the script itself.

import { plain, relaxed } from 'virtual:nabla-kernels';
import { compilePacked } from '../../engine/packed';
import MachineWorker from './worker?worker&inline';

const packed = { plain, relaxed };

export const moduleOf = (kind: 'plain' | 'relaxed'): Promise<WebAssembly.Module> => compilePacked(packed[kind]);

export const startWorker = (): Worker => new MachineWorker();
