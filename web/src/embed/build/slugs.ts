// The concepts that there are, read from their folders.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'concepts');

export const slugs: readonly string[] = readdirSync(folder);
