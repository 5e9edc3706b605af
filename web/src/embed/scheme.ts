// Whether a widget in somebody else's page should be light or dark, asked of the page itself.

/** Relative luminance as sRGB bytes roughly give it; enough to tell a dark page from a light one. */
function luminance(color: string): number | undefined {
  const [r = 0, g = 0, b = 0, alpha = 1] = /^rgba?\(/.test(color)
    ? (color.match(/[\d.]+/g) ?? []).map(Number)
    : painted(color);
  return alpha < 0.5 ? undefined : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** What a browser makes of oklch(…), lab(…) or color(…): computed colours stay in the space that they were written in. */
function painted(color: string): readonly number[] {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return [0, 0, 0, 0];
  context.fillStyle = 'transparent';
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b, alpha / 255];
}

const parentOf = (element: Element): Element | null => {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
};

/** Light or dark: what the page declares, else the nearest opaque background, else the system where the page follows it. */
export function schemeAround(element: Element): 'light' | 'dark' {
  const outside = parentOf(element) ?? document.documentElement;
  const declared = getComputedStyle(outside).colorScheme.replace('only', '').trim();
  if (declared === 'light' || declared === 'dark') return declared;
  for (let at: Element | null = outside; at; at = parentOf(at)) {
    const light = luminance(getComputedStyle(at).backgroundColor);
    if (light !== undefined) return light < 0.5 ? 'dark' : 'light';
  }
  return declared.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
