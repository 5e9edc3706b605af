// A long state, packed for an address: "1." and base64url of the deflated text. The first character is the version of
// this form; a text without it is the state itself. What was written once is read for ever.

import { MAX_CHARACTERS } from './parse';
import { isPacked, LONG } from './state-form';

const VERSION = '1.';

export interface Unpacked {
  readonly query: string;
  /** Why the state is not the one that was asked for, in a sentence. */
  readonly notice?: string;
}

async function through(bytes: Uint8Array, stream: GenericTransformStream, most: number): Promise<Uint8Array> {
  const reader = (new Blob([bytes as BlobPart]).stream().pipeThrough(stream) as ReadableStream<Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    // A few bytes may unfold to gigabytes.
    if (length > most) throw new RangeError('too long');
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

const toText = (bytes: Uint8Array): string => Array.from(bytes, (b) => String.fromCharCode(b)).join('');

/** The state as an address holds it: itself while it is short, packed once it is long. */
export async function packState(query: string): Promise<string> {
  if (query.length < LONG) return query;
  const packed = await through(new TextEncoder().encode(query), new CompressionStream('deflate-raw'), Infinity);
  const text = btoa(toText(packed)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `${VERSION}${text}`;
}

/** Reads what `packState` wrote, of this version or an earlier one. Never throws. */
export async function unpackState(text: string): Promise<Unpacked> {
  if (!isPacked(text)) return { query: text };
  if (!text.startsWith(VERSION)) {
    return { query: '', notice: 'The address was made by a newer version of Nabla; defaults are shown.' };
  }
  if (text.length > MAX_CHARACTERS) {
    return { query: '', notice: 'The address is too long to hold a state; defaults are shown.' };
  }
  try {
    const binary = atob(text.slice(VERSION.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    const query = await through(bytes, new DecompressionStream('deflate-raw'), MAX_CHARACTERS);
    return { query: new TextDecoder('utf-8', { fatal: true }).decode(query) };
  } catch {
    return { query: '', notice: 'The address is damaged or was cut short; defaults are shown.' };
  }
}
