import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../web/src/styles/tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--nabla-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
);

const color = (name: string, theme: 'light' | 'dark'): string => {
  const found = tokens.get(name);
  if (!found) throw new Error(`no token ${name}`);
  return found[theme];
};

// Relative luminance and contrast as WCAG 2.2 defines them.
function luminance(hex: string): number {
  const channel = (i: number): number => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const roles = ['data', 'parameter', 'result', 'gradient', 'broken'];

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(['ink', 'faded', ...roles])('%s is text on paper and card', (name) => {
    for (const ground of ['paper', 'card']) {
      expect(contrast(color(name, theme), color(ground, theme))).toBeGreaterThanOrEqual(4.5);
    }
  });
  it.each(roles)('%s is text on its own soft tint', (name) => {
    expect(contrast(color(name, theme), color(`${name}-soft`, theme))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['edge', 'scaffold'])('%s is seen on paper and card', (name) => {
    for (const ground of ['paper', 'card']) {
      expect(contrast(color(name, theme), color(ground, theme))).toBeGreaterThanOrEqual(3);
    }
  });
});

it('registers every colour, with its light value, so that scripts read a colour and not an expression', () => {
  for (const [name, { light }] of tokens) {
    expect(css).toMatch(new RegExp(`@property --nabla-${name} \\{[^}]*initial-value: ${light};`));
  }
});
