// What the manifest, the types and the reference page promise is what the element has.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OWN, parameterNamed } from '../../../web/src/embed/attributes';
import { known, manifest, oembed, schema, types } from '../../../web/src/embed/build/artefacts';
import * as element from '../../../web/src/embed/build/element';
import { embeddedTokens, PUBLIC } from '../../../web/src/embed/build/tokens';
import { NablaShell } from '../../../web/src/embed/shell';
import { snippetsFor } from '../../../web/src/embed/snippets';
import { defaultsOf } from '../../../web/src/kit/parameters';

const tokens = new URL('../../../web/src/styles/tokens.css', import.meta.url).pathname;
const names = (list: readonly { name: string }[]): string[] => list.map((d) => d.name).sort();

const { NablaWidget } = await import('../../../web/src/embed/nabla-widget');

describe('the element', () => {
  const own = [NablaWidget.prototype, NablaShell.prototype].flatMap((p) =>
    Object.entries(Object.getOwnPropertyDescriptors(p)),
  );
  const inner = new Set(
    'constructor connectedCallback disconnectedCallback attributeChangedCallback observe comesNear resized begin engineChoice layout sheets isLinked link emit site authored'.split(
      ' ',
    ),
  );
  const outer = own.filter(([name]) => !inner.has(name));

  it('has the methods of its table, and no others', () => {
    const methods = new Set(outer.filter(([, d]) => typeof d.value === 'function').map(([name]) => name));
    expect([...methods].sort()).toEqual(names(element.methods));
  });

  it('has the properties of its table, and no others', () => {
    const properties = new Set(outer.filter(([, d]) => d.get).map(([name]) => name));
    expect([...properties].sort()).toEqual(names(element.properties));
  });

  it('observes the attributes of its table', () => {
    expect([...OWN].sort()).toEqual(names(element.attributes));
    expect([...NablaWidget.observedAttributes].sort()).toEqual(names(element.attributes));
  });

  it('opens the custom properties of its table', () => {
    // The height of plots is no token: the kit reads it where it draws.
    expect([...Object.keys(PUBLIC), '--nabla-plot-height'].sort()).toEqual(names(element.cssProperties));
    const css = embeddedTokens(tokens);
    for (const name of Object.keys(PUBLIC)) expect(css).toContain(`var(${name}, `);
    expect(css).not.toMatch(/:root|\drem\b|@property/);
  });
});

describe('what the sources say', () => {
  const sources = ['kit', 'embed'].flatMap((folder) => {
    const path = new URL(`../../../web/src/${folder}/`, import.meta.url);
    return readdirSync(path)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(name, path), 'utf8'));
  });
  const found = (pattern: RegExp): string[] =>
    [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)))].sort();

  it('emits the events of the table', () => {
    expect(found(/\bemit\('(nabla-\w+)'/g)).toEqual(names(element.events));
  });

  it('has the parts of the table', () => {
    // The bracket is a part of an element within, which no page can reach.
    expect(found(/\spart="(\w+)"/g).filter((name) => name !== 'bracket')).toEqual(names(element.parts));
  });

  it('has the slots of the table', () => {
    expect(found(/<slot name="(\w+)"/g)).toEqual(names(element.slots).filter((name) => name !== ''));
  });
});

describe('the parameters', () => {
  it.each(known.map((k) => k.concept))('of $slug have attributes that name one each', ({ parameters }) => {
    for (const key of Object.keys(parameters)) {
      const attribute = key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
      expect(parameterNamed(parameters, attribute)).toBe(key);
      expect(OWN as readonly string[]).not.toContain(attribute);
    }
  });

  it('are all in the schema, with defaults that it allows', () => {
    const { $defs } = schema('0') as { $defs: Record<string, { properties: Record<string, Record<string, unknown>> }> };
    expect(Object.keys($defs)).toEqual(known.map((k) => k.concept.slug));
    for (const { concept } of known)
      expect(Object.keys($defs[concept.slug]?.properties ?? {})).toEqual(Object.keys(concept.parameters));
  });

  it('are all in the types', () => {
    const text = types();
    for (const { concept } of known) expect(text).toContain(`'${concept.slug}': {`);
  });
});

describe('files for others', () => {
  it('a manifest of the one element', () => {
    const text = JSON.stringify(manifest());
    expect(text).toContain('"tagName":"nabla-widget"');
    expect(text).toContain('"name":"logits"');
  });

  it('an oEmbed answer a concept, with the whole address', () => {
    const answers = oembed('https://example.org/nabla/');
    expect(answers.size).toBe(known.length);
    expect(JSON.stringify(answers.get('svd.json'))).toContain('https://example.org/nabla/embed.html?concept=svd');
  });

  it('lines for every host that hold the concept', () => {
    for (const { concept, title } of known) {
      const asked = {
        concept,
        title,
        values: defaultsOf(concept.parameters),
        height: concept.height.medium,
        site: 'https://example.org/',
        version: '0',
      };
      for (const { id, code } of snippetsFor(asked).filter(
        (s) => !['mkdocs', 'vitepress', 'docusaurus'].includes(s.id),
      ))
        expect(code, id).toContain(concept.slug);
    }
  });

  it('nothing in the shipped scripts evaluates text or writes markup', () => {
    for (const name of ['nabla.global.js', 'anywidget.js', 'embed-page.js']) {
      const script = readFileSync(new URL(`../../../dist/embed/${name}`, import.meta.url), 'utf8');
      expect(
        script.match(/\beval\(|new Function\(|document\.write\(|\.outerHTML\s*=|insertAdjacentHTML/g),
        name,
      ).toBeNull();
      // Lit's templates are the one place, through a policy of its own.
      expect(script.match(/\.innerHTML\s*=/g)?.length ?? 0, name).toBeLessThanOrEqual(2);
      expect(script.includes('</script'), name).toBe(false);
    }
  });
});
