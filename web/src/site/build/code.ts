// example.py as the page shows it: highlighted with classes, and each literal that a parameter stands behind wrapped,
// so that the page can write the visitor's value there. The text is the file's own, byte for byte.

import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import { pythonLiteral } from '../../kit/literal';
import type { Parameter, Parameters } from '../../kit/parameters';
import { escape, raw, type Markup } from './html';

hljs.registerLanguage('python', python);

interface Slot {
  readonly key: string;
  readonly parameter: Parameter;
  readonly literal: string;
}

const OPEN = '([{';
const CLOSE = ')]}';

/** Length of the first argument of a call, given the text after its opening parenthesis. */
function firstArgument(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (depth === 0 && (c === ',' || c === ')')) return i;
    if (OPEN.includes(c)) depth++;
    else if (CLOSE.includes(c)) depth--;
  }
  return text.length;
}

const LINE = /^(\s*(\w+)\s*=\s*)(.+?)(\s*#\s*@param\b.*)$/;

/** Puts a name that Python's grammar reads as one word where the literal was. */
function withSlots(source: string, parameters: Parameters, where: string): { text: string; slots: Slot[] } {
  const slots: Slot[] = [];
  const lines = source.split('\n').map((line) => {
    const [, before = '', name = '', value = '', comment = ''] = LINE.exec(line) ?? [];
    if (!name) return line;
    const entry = Object.entries(parameters).find(([key, p]) => (p.python ?? key) === name);
    if (!entry) throw new Error(`${where}: “${name}” is marked @param, but no parameter has that name.`);
    const call = /^torch\.tensor\(/.exec(value)?.[0] ?? '';
    const length = call ? firstArgument(value.slice(call.length)) : value.length;
    slots.push({ key: entry[0], parameter: entry[1], literal: value.slice(call.length, call.length + length) });
    return `${before}${call}nabla_slot_${slots.length - 1}_${value.slice(call.length + length)}${comment}`;
  });
  return { text: lines.join('\n'), slots };
}

function slotMarkup({ key, parameter, literal }: Slot): string {
  const whole = parameter.kind === 'integer' || parameter.kind === 'seed';
  // A function as Python is the engine's to write, and no engine runs here: the file's own text is the default's, which
  // the catalogue test checks.
  const engine = parameter.kind === 'function';
  const initial = engine ? literal : pythonLiteral(parameter.default, whole);
  // Not a template: inside <pre> every space would show.
  const attributes = {
    'data-param': key,
    'data-default': initial,
    'data-whole': whole ? 'yes' : 'no',
    ...(engine && { 'data-engine': 'yes' }),
  };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escape(value)}"`);
  return `<span ${written.join(' ')} class="role-${parameter.role}">${escape(literal)}</span>`;
}

export function code(source: string, parameters: Parameters, where: string): Markup {
  const { text, slots } = withSlots(source.trimEnd(), parameters, where);
  const highlighted = hljs.highlight(text, { language: 'python' }).value;
  return raw(
    highlighted.replace(/nabla_slot_(\d+)_/g, (whole, i: string) => {
      const slot = slots[Number(i)];
      return slot ? slotMarkup(slot) : whole;
    }),
  );
}
