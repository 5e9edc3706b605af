// Switches relaxed SIMD on in Node 20, which has it behind a flag (from 21 on it is simply there). Imported before what
// compiles or runs nabla-relaxed.wasm: by the linker, which runs the engine to see what it binds, and by the tests.
import { setFlagsFromString } from 'node:v8';
import { relaxedSimd } from 'wasm-feature-detect';

if (!(await relaxedSimd())) setFlagsFromString('--experimental-wasm-relaxed-simd');
