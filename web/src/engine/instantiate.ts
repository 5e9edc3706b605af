// A fresh instance of a module that is compiled already: at the start, and after a trap.

import type { RawModule } from './engine';

export type Factory = (options: object) => Promise<RawModule>;

export function instantiate(factory: Factory, module: WebAssembly.Module): Promise<RawModule> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object => {
      WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
      return {};
    };
    // Nobody fetches under that name; without it the glue makes an address that bundlers of other people stumble over.
    const locateFile = (name: string): string => name;
    factory({ instantiateWasm, locateFile }).then(resolve, reject);
  });
}
