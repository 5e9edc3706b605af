// The mathematics font, cut down to the glyphs that formulas use. HarfBuzz follows the MATH table, so the tall brackets,
// radicals and sums that those glyphs grow into stay.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import subsetFont from 'subset-font';

const span = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');

// What live formulas may need besides the characters of the set ones.
const ALWAYS = [
  span(0x20, 0x7e),
  span(0x391, 0x3c9), // Greek
  span(0x1d400, 0x1d467), // bold and italic letters
  span(0x1d6a8, 0x1d71b), // bold and italic Greek
  'ℎℝℂℓ∞∂∇∈∉∑∏∫√∼≈≠≤≥≪≫±×·÷−⋅∘⊗⊙⊤⊥‖|⟨⟩⌊⌋⌈⌉→←↦⇒⟶…⋯⋮⋱′″ˆˉ˙˜¯→*†∗κϵϕ°¹²³⁰⁴⁵⁶⁷⁸⁹⁻⁺',
].join('');

/** Writes the subset into `folder` unless it is there already, and returns its file name. */
export async function mathFont(folder: string, glyphs: string): Promise<string> {
  const source = createRequire(import.meta.url).resolve(
    '@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2',
  );
  const text = [...new Set(ALWAYS + glyphs)].sort().join('');
  const original = readFileSync(source);
  const key = createHash('sha256').update(original).update(text).digest('hex').slice(0, 12);
  const name = `stix-two-math-${key}.woff2`;
  if (!existsSync(join(folder, name))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), await subsetFont(original, text, { targetFormat: 'woff2', noHinting: true }));
  }
  return name;
}
