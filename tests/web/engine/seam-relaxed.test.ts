// The seam once more with the module for relaxed SIMD, which has the same glue and other code behind it.
import { vi } from 'vitest';

vi.stubEnv('NABLA_SIMD', 'relaxed');
await import('./seam.test');
