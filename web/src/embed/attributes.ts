// Parameters as attributes of the element: names in kebab-case, values as in an address.

import type { Parameter, Parameters } from '../kit/parameters';

export const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const camel = (attribute: string): string =>
  attribute.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Names under which a parameter can be set: what it is called in words where the table says so, then its key. */
export const attributesOf = (key: string, parameter: Parameter): readonly string[] =>
  parameter.attribute ? [parameter.attribute, kebab(key)] : [kebab(key)];

/** The parameter that an attribute sets. */
export function parameterNamed(parameters: Parameters, attribute: string): string | undefined {
  return Object.entries(parameters).find(([key, p]) => attributesOf(key, p).includes(attribute))?.[0];
}

/** What the element itself understands, whatever its concept. */
export const OWN = [
  'concept',
  'params',
  'state',
  'loading',
  'theme',
  'label',
  'readonly',
  'without-controls',
  'without-caption',
  'without-table',
  'with-formula',
  'autoplay',
  'assets',
] as const;

const OF_HTML = new Set(
  'id class style slot title hidden lang dir tabindex role part exportparts is nonce inert draggable translate spellcheck contenteditable accesskey autofocus enterkeyhint inputmode itemid itemprop itemref itemscope itemtype popover status'.split(
    ' ',
  ),
);

/** Attributes that frameworks and HTML put on any element: nothing to warn of. */
export const isForeign = (name: string): boolean =>
  OF_HTML.has(name) || (OWN as readonly string[]).includes(name) || /^(data-|aria-|on|xml|v-|:|@|_ng)/.test(name);

/** The texts that an element's attributes give to parameters. */
export function parameterTexts(element: Element, parameters: Parameters): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    for (const name of attributesOf(key, parameter)) {
      const text = element.getAttribute(name);
      if (text !== null && !(OWN as readonly string[]).includes(name)) texts[key] ??= text;
    }
  }
  return texts;
}
