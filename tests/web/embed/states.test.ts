// A state in an address lasts for ever: it comes back to the bit, whatever it is, and every string that a release has
// written is read by all later ones.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { version } from 'virtual:nabla-facts';
import { describe, expect, it } from 'vitest';
import { known } from '../../../web/src/embed/build/artefacts';
import { plainValues } from '../../../web/src/embed/patch';
import { decodeState, encodeState } from '../../../web/src/kit/codec';
import { packState, unpackState } from '../../../web/src/kit/packed';
import { defaultsOf, type Parameters, type Values } from '../../../web/src/kit/parameters';
import { MAX_CHARACTERS } from '../../../web/src/kit/parse';
import { sameValue, type Value } from '../../../web/src/kit/values';
import { bits, randomState } from '../random';

const STATES = 10_000;
/** Packing goes through streams, which take a fifth of a millisecond each. */
const PACKED = 200;

const whole = (parameters: Parameters, query: string): Values => ({
  ...defaultsOf(parameters),
  ...decodeState(parameters, query).values,
});

const differing = (a: Values, b: Values): string[] =>
  Object.keys(a).filter((key) => !sameValue(a[key] as Value, b[key] as Value));

describe.each(known.map((k) => k.concept))('$slug', ({ slug, parameters }) => {
  it(`${STATES} random states come back to the bit`, () => {
    const next = bits(slug.length * 7919 + 1);
    for (let i = 0; i < STATES; i++) {
      const state = randomState(parameters, next);
      const text = encodeState(parameters, state);
      const lost = differing(whole(parameters, text), state);
      if (lost.length > 0) expect.fail(`${lost.join(', ')} of ${text.slice(0, 300)}`);
    }
  }, 60_000);

  it(`so do ${PACKED} packed ones`, async () => {
    const next = bits(slug.length * 104729 + 3);
    for (let i = 0; i < PACKED; i++) {
      const state = randomState(parameters, next);
      const { query, notice } = await unpackState(await packState(encodeState(parameters, state)));
      expect(notice).toBeUndefined();
      expect(differing(whole(parameters, query), state)).toEqual([]);
    }
  });
});

describe('strings of earlier releases', () => {
  const folder = new URL('../../fixtures/states/', import.meta.url);
  const now = new URL(`${version}.json`, folder);

  interface Corpus {
    readonly nabla: string;
    readonly strings: readonly { slug: string; text: string; preset?: string; params: Record<string, unknown> }[];
  }

  const meaning = async (parameters: Parameters, text: string): Promise<object> => {
    const { preset, values, notices } = decodeState(parameters, (await unpackState(text)).query);
    expect(notices, text).toEqual([]);
    // Numbers are recorded as text: JSON has no -0.
    const params = Object.entries(plainValues(values as Values)).map(([key, value]) => [key, spelled(value)] as const);
    return { ...(preset !== undefined && { preset }), params: Object.fromEntries(params) };
  };

  // NABLA_RECORD=1 writes this release's strings, once: what a release has handed out is never written again.
  it.runIf(process.env['NABLA_RECORD'] && !existsSync(now))('are recorded', async () => {
    const strings: object[] = [];
    for (const { concept } of known) {
      const next = bits(concept.slug.length * 31 + 17);
      const texts = concept.presets.map((p) => `preset=${p.id}`);
      for (let i = 0; i < 4; i++)
        texts.push(await packState(encodeState(concept.parameters, randomState(concept.parameters, next))));
      for (const text of texts)
        strings.push({ slug: concept.slug, text, ...(await meaning(concept.parameters, text)) });
    }
    writeFileSync(
      now,
      `{"nabla": "${version}", "strings": [\n${strings.map((s) => JSON.stringify(s)).join(',\n')}\n]}\n`,
    );
  });

  it('are kept', () => expect(existsSync(now)).toBe(true));

  it.each(readdirSync(folder))('%s is read as it was meant', async (file) => {
    const { strings } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Corpus;
    for (const { slug, text, ...meant } of strings) {
      const concept = known.find((k) => k.concept.slug === slug)?.concept;
      if (!concept) throw new Error(`${slug} is no concept any more.`);
      expect(await meaning(concept.parameters, text), `${slug}: ${text}`).toEqual(meant);
      if (meant.preset !== undefined)
        expect(
          concept.presets.map((p) => p.id),
          slug,
        ).toContain(meant.preset);
    }
  });
});

/** As the corpus has it: every number as the shortest text that names it. */
function spelled(value: unknown): unknown {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return Array.isArray(value) ? value.map(spelled) : value;
}

describe('bad strings', () => {
  const long = 'a=1&'.repeat(200);

  it.each([
    ['cut short', async () => (await packState(long)).slice(0, -7)],
    ['damaged', async () => (await packState(long)).replace(/(?<=^1\..{4})./, (c) => (c === 'A' ? 'B' : 'A'))],
    ['no base64', () => Promise.resolve('1.%%%%')],
    ['empty', () => Promise.resolve('1.')],
    ['a newer version', () => Promise.resolve('2.AAAA')],
    ['a version of two digits', () => Promise.resolve('12.AAAA')],
    ['too long', () => Promise.resolve(`1.${'A'.repeat(MAX_CHARACTERS)}`)],
  ])('%s: defaults and a notice, no exception', async (_, make) => {
    const { query, notice } = await unpackState(await make());
    expect(query).toBe('');
    expect(notice).toMatch(/^The address .*; defaults are shown\.$/);
  });

  it('a few bytes that unfold to many are stopped', async () => {
    const bomb = await packState('x'.repeat(50 * MAX_CHARACTERS));
    expect(bomb.length).toBeLessThan(MAX_CHARACTERS);
    expect((await unpackState(bomb)).notice).toMatch(/damaged|too long/);
  });

  it('random text never throws', async () => {
    const next = bits(42);
    for (let i = 0; i < 2000; i++) {
      const text = `1.${String.fromCharCode(...Array.from({ length: next() % 60 }, () => next() % 256))}`;
      expect(typeof (await unpackState(text)).query).toBe('string');
    }
  });
});
