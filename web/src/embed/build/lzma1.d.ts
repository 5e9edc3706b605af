// The package offers its sources as types, which our stricter compiler does not accept: tsconfig.json names this in their place.
export function compress(data: Uint8Array, mode: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9): Uint8Array;
export function decompress(data: Uint8Array): Uint8Array<ArrayBuffer>;
