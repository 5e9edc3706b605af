// The figures of a widget as one PNG. SVG is drawn through a data: address with its computed colours written into
// it, because custom properties and stylesheets do not reach an image.

import { inkOf } from './theme';

const SCALE = 2;
const MARGIN = 24;
const COPIED = [
  'fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-linecap', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'opacity', 'font-family', 'font-size',
  'font-weight', 'font-style', 'text-anchor', 'paint-order', 'vector-effect', 'color',
] as const; // prettier-ignore

const SVG = 'http://www.w3.org/2000/svg';

function svg(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

type Figure = SVGSVGElement | HTMLCanvasElement;

function figuresIn(root: ParentNode): Figure[] {
  return [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => {
    if (element.matches('[data-figure]')) return [element as unknown as Figure];
    return element.shadowRoot ? figuresIn(element.shadowRoot) : [];
  });
}

function styledCopy(original: SVGSVGElement): SVGSVGElement {
  const copy = original.cloneNode(true) as SVGSVGElement;
  const sources = [original, ...original.querySelectorAll<SVGElement>('*')];
  const targets = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [i, source] of sources.entries()) {
    const computed = getComputedStyle(source);
    for (const name of COPIED) targets[i]?.setAttribute(name, computed.getPropertyValue(name));
    // A rule of a stylesheet may turn a part round; "none" is no value of the attribute.
    if (computed.transform !== 'none') targets[i]?.setAttribute('transform', computed.transform);
  }
  const box = original.getBoundingClientRect();
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  copy.setAttribute('xmlns', SVG);
  return copy;
}

async function asImage(figure: Figure): Promise<CanvasImageSource> {
  if (figure instanceof HTMLCanvasElement) return figure;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(styledCopy(figure)))}`;
  await image.decode();
  return image;
}

/** All figures of a picture, where they stand, on the card's colour. */
export async function pictureBlob(picture: HTMLElement, ink: HTMLElement): Promise<Blob> {
  const frame = picture.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = (frame.width + 2 * MARGIN) * SCALE;
  canvas.height = (frame.height + 2 * MARGIN) * SCALE;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.scale(SCALE, SCALE);
  context.fillStyle = inkOf(ink, 'card');
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const figure of figuresIn(picture)) {
    const box = figure.getBoundingClientRect();
    const image = await asImage(figure);
    context.drawImage(image, box.left - frame.left + MARGIN, box.top - frame.top + MARGIN, box.width, box.height);
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be saved.'))), 'image/png'),
  );
}

/** As `pictureBlob`, with lines that stay lines; what is painted is held as PNG inside. */
export function pictureSvg(picture: HTMLElement, ink: HTMLElement): Blob {
  const frame = picture.getBoundingClientRect();
  const whole = svg('svg', { xmlns: SVG, width: frame.width + 2 * MARGIN, height: frame.height + 2 * MARGIN });
  whole.append(svg('rect', { width: '100%', height: '100%', fill: inkOf(ink, 'card') }));
  for (const figure of figuresIn(picture)) {
    const box = figure.getBoundingClientRect();
    const place = { x: box.left - frame.left + MARGIN, y: box.top - frame.top + MARGIN };
    const size = { width: box.width, height: box.height };
    if (figure instanceof HTMLCanvasElement) {
      whole.append(svg('image', { ...place, ...size, href: figure.toDataURL() }));
      continue;
    }
    const copy = styledCopy(figure);
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
    whole.append(copy);
  }
  return new Blob([new XMLSerializer().serializeToString(whole)], { type: 'image/svg+xml' });
}
