// Where the engine comes from in the one-file script: out of the script itself, unless the page names files. Only the
// plain module is inside, for it runs everywhere and a second one would add half of the script's weight.

import packed from 'virtual:nabla-engine';
import { chosen, type EngineChoice } from './choose';
import { compile } from './compile';
import { compilePacked } from './packed';

export const moduleFrom = ({ files, simd }: EngineChoice): Promise<WebAssembly.Module> =>
  files ? chosen(files, simd, compile) : compilePacked(packed);
