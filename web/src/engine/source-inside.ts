// Where the engine comes from in the one-file script: out of the script itself, unless the page names a file.

import packed from 'virtual:nabla-engine';
import { compile } from './compile';
import { compilePacked } from './packed';

export const moduleFrom = (address: URL | undefined): Promise<WebAssembly.Module> =>
  address ? compile(address) : compilePacked(packed);
