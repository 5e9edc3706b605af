// Files for editors, hosts and other programs, made from the parameter tables: a JSON Schema of every concept, the
// custom-elements manifest, types, and oEmbed answers.

import { sections } from '../../curriculum';
import type { DeclaredConcept, Parameter } from '../../kit/parameters';
import { isMatrix, rowsOf, type Value } from '../../kit/values';
import { attributesOf } from '../attributes';
import * as element from './element';

const declared = import.meta.glob<DeclaredConcept>('../../concepts/*/concept.ts', { eager: true, import: 'default' });

export interface Known {
  readonly concept: DeclaredConcept;
  readonly title: string;
  readonly section: string;
}

/** All concepts in the order of the course. */
export const known: readonly Known[] = sections.flatMap((section) =>
  section.concepts.map(({ slug, title }) => {
    const concept = declared[`../../concepts/${slug}/concept.ts`];
    if (!concept) throw new Error(`web/src/concepts/${slug}/concept.ts is missing.`);
    return { concept, title, section: section.slug };
  }),
);

const plain = (value: Value): unknown =>
  isMatrix(value) ? rowsOf(value) : value instanceof Float64Array ? Array.from(value) : value;

function schemaOf(key: string, p: Parameter): object {
  const common = {
    title: p.label,
    description: p.description,
    default: plain(p.default),
    'x-attribute': attributesOf(key, p)[0],
    ...(p.unit !== undefined && { 'x-unit': p.unit }),
  };
  switch (p.kind) {
    case 'number':
    case 'integer':
      return { type: p.kind, minimum: p.min, maximum: p.max, ...common };
    case 'seed':
      return { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1, ...common };
    case 'switch':
      return { type: 'boolean', ...common };
    case 'choice':
      return { type: 'string', enum: Object.keys(p.options), ...common };
    case 'function':
    case 'text':
      return { type: 'string', maxLength: p.maxLength ?? 1000, ...common };
    case 'vector': {
      const items = { type: 'number', minimum: p.min, maximum: p.max };
      return { type: 'array', items, minItems: p.length[0], maxItems: p.length[1], ...common };
    }
    case 'matrix': {
      const entries = { type: 'number', minimum: p.min, maximum: p.max };
      const row = { type: 'array', items: entries, minItems: p.cols[0], maxItems: p.cols[1] };
      return { type: 'array', items: row, minItems: p.rows[0], maxItems: p.rows[1], ...common };
    }
  }
}

export const schema = (version: string): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: `Parameters of the widgets of Nabla ${version}`,
  $defs: Object.fromEntries(
    known.map(({ concept, title, section }) => [
      concept.slug,
      {
        type: 'object',
        title,
        description: concept.summary,
        'x-page': `${section}/#${concept.slug}`,
        'x-height': concept.height,
        'x-presets': concept.presets.map(({ id, label, kind }) => ({ id, label, kind })),
        properties: Object.fromEntries(Object.entries(concept.parameters).map(([key, p]) => [key, schemaOf(key, p)])),
      },
    ]),
  ),
});

const typed = ({ name, type, description }: element.Described): object => ({
  name,
  ...(type !== undefined && { type: { text: type } }),
  description,
});

const parameterAttributes = (): element.Described[] => {
  const uses = new Map<string, string[]>();
  for (const { concept } of known) {
    for (const [key, p] of Object.entries(concept.parameters)) {
      const name = attributesOf(key, p)[0] ?? key;
      uses.set(name, [...(uses.get(name) ?? []), `${concept.slug}: ${p.label}`]);
    }
  }
  const own = new Set(element.attributes.map((a) => a.name));
  return [...uses]
    .filter(([name]) => !own.has(name))
    .map(([name, where]) => ({ name, type: 'string', description: `Parameter of ${where.join('; ')}.` }));
};

/** For editors: https://github.com/webcomponents/custom-elements-manifest, version 1.0.0. */
export const manifest = (): object => ({
  schemaVersion: '1.0.0',
  readme: 'README.md',
  modules: [
    {
      kind: 'javascript-module',
      path: 'dist/define.js',
      declarations: [
        {
          kind: 'class',
          name: 'NablaWidget',
          tagName: 'nabla-widget',
          customElement: true,
          description: 'One live concept of the mathematics of neural networks.',
          superclass: { name: 'HTMLElement' },
          attributes: [...element.attributes, ...parameterAttributes()].map(typed),
          members: [
            ...element.properties.map((p) => ({ kind: 'field', ...typed(p) })),
            ...element.methods.map(({ name, type, description }) => ({
              kind: 'method',
              name,
              description,
              return: { type: { text: type?.split('): ').at(-1) ?? 'void' } },
            })),
          ],
          events: element.events.map(typed),
          slots: element.slots.map(typed),
          cssParts: element.parts.map(typed),
          cssProperties: element.cssProperties.map(typed),
        },
      ],
      exports: [
        {
          kind: 'custom-element-definition',
          name: 'nabla-widget',
          declaration: { name: 'NablaWidget', module: 'dist/define.js' },
        },
      ],
    },
  ],
});

function typeOf(p: Parameter): string {
  switch (p.kind) {
    case 'number':
    case 'integer':
    case 'seed':
      return 'number';
    case 'switch':
      return 'boolean';
    case 'choice':
      return Object.keys(p.options)
        .map((o) => `'${o}'`)
        .join(' | ');
    case 'function':
    case 'text':
      return 'string';
    case 'vector':
      return 'readonly number[]';
    case 'matrix':
      return 'readonly (readonly number[])[]';
  }
}

const doc = (text: string, indent = ''): string => `${indent}/** ${text.replaceAll('*/', '* /')} */\n`;

/** Types of the package: the element, the functions around it, and the parameters of every concept. */
export function types(): string {
  const tables = known.map(({ concept }) => {
    const fields = Object.entries(concept.parameters).map(
      ([key, p]) => `${doc(`${p.label}: ${p.description}`, '    ')}    ${key}: ${typeOf(p)};\n`,
    );
    return `  '${concept.slug}': {\n${fields.join('')}  };\n`;
  });
  const fields = element.properties.map(({ name, type, description }) => {
    const readonly = description.endsWith('Read only.') ? 'readonly ' : '';
    return `${doc(description, '  ')}  ${readonly}${name}: ${type ?? 'unknown'};\n`;
  });
  const methods = element.methods.map(
    ({ name, type, description }) => `${doc(description, '  ')}  ${name}${type ?? '(): void'};\n`,
  );
  const events = element.events.map(({ name, type }) => `    '${name}': ${type ?? 'Event'};\n`);
  return `// Types of Nabla: made from the parameter tables of the concepts.

import type { Engine } from './core.js';
export type { Engine };

${doc('Parameters of every concept, under the names that properties have.')}export interface Parameters {
${tables.join('')}}

${doc('Slug of a concept.')}export type ConceptName = keyof Parameters;

${doc('What the events carry. Arrays are copies; nothing points into the engine.')}export interface NablaDetail {
  readonly slug: ConceptName;
  readonly params: Readonly<Record<string, unknown>>;
  readonly state: string;
  readonly result: unknown;
  readonly isDefault: boolean;
  /** The last change could not be computed: params and result are those of the last state that could. */
  readonly stale: boolean;
}

export interface NablaProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export declare class NablaWidget extends HTMLElement {
  static readonly version: string;
${fields.join('')}${methods.join('')}}

export interface Config {
  /** Folder of nabla.wasm and nabla-relaxed.wasm, where they do not lie beside the script. */
  assets?: string | URL;
  /** Address of one engine file, which is then the one that is used; wins over assets. */
  wasmUrl?: string | URL;
  /** plain: the same bits in every browser, at two thirds of the speed. */
  simd?: 'auto' | 'plain';
  theme?: 'auto' | 'light' | 'dark';
  /** Address of a Nabla site, for links to a widget and its state. */
  site?: string | URL;
}

export interface Creation<N extends ConceptName = ConceptName> {
  readonly name: N;
  readonly params?: Partial<Parameters[N]>;
  readonly state?: string;
  readonly theme?: Config['theme'];
  readonly loading?: 'lazy' | 'eager' | 'click';
}

export declare const version: string;
export declare const concepts: readonly ConceptName[];
export declare function config(config: Config): void;
/** Registers the element; a second time it does nothing. */
export declare function define(): void;
/** Puts a widget into an element and answers with it. */
export declare function create<N extends ConceptName>(place: Element, creation: Creation<N>): NablaWidget;
/** The engine that all widgets of a page share. */
export declare function core(): Promise<Engine>;

declare global {
  interface HTMLElementTagNameMap {
    'nabla-widget': NablaWidget;
  }
  interface HTMLElementEventMap {
${events.join('')}  }
}
`;
}

/** Answers for readers of oEmbed. They need whole addresses: made where the build is told that of the site. */
export const oembed = (site: string): ReadonlyMap<string, object> =>
  new Map(
    known.map(({ concept, title }) => [
      `${concept.slug}.json`,
      {
        version: '1.0',
        type: 'rich',
        title: `${title} · Nabla`,
        provider_name: 'Nabla',
        provider_url: site,
        width: 720,
        height: concept.height.medium,
        html: `<iframe src="${site}embed.html?concept=${concept.slug}" title="${title}" width="720" height="${concept.height.medium}" loading="lazy" style="border:0;width:100%"></iframe>`,
      },
    ]),
  );

/** Types of the engine alone; those of its functions lie beside it, as Emscripten writes them. */
export const coreTypes = (): string => `// Types of the engine.

import type { MainModule } from './functions.js';

/** A C++ string is a string; what comes back is a copy. */
type Plain<T> = [Uint8ClampedArray | string] extends [T]
  ? string
  : T extends Float64Array | readonly unknown[]
    ? T
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;
type PlainAll<A extends readonly unknown[]> = { [K in keyof A]: Plain<A[K]> };
type PlainFunction<F> = F extends (...args: infer A) => infer R ? (...args: PlainAll<A>) => Plain<R> : never;
type Functions = {
  [K in Exclude<keyof MainModule, 'signatures' | \`HEAP\${string}\`>]: PlainFunction<MainModule[K]>;
};

/** Every function of the core, under its C++ name. */
export type Engine = Readonly<Functions> & {
  /** Resolves when a fresh instance is in place after a trap; at once otherwise. */
  readonly recovered: () => Promise<void>;
};

/** Everything the engine throws: a stable code and a sentence. */
export declare class EngineError extends Error {
  readonly code: string;
  /** Of invalid-expression: the character at fault, from 1. */
  readonly position: number | undefined;
}

/** One engine a page, or a process. */
export declare function core(): Promise<Engine>;
export declare function config(config: { assets?: string | URL; wasmUrl?: string | URL; simd?: 'auto' | 'plain' }): void;
`;
