// What the author of a page may say once for all widgets.

import type { EngineChoice, EngineFiles, Simd } from '../engine';

export interface Config {
  /** Folder of the engine's files, where they do not lie beside the script. */
  assets?: string | URL;
  /** Address of one engine file, which is then the one that is used; wins over `assets`. */
  wasmUrl?: string | URL;
  /** `plain`: the same bits in every browser, at two thirds of the speed. */
  simd?: Simd;
  theme?: Theme;
  /** Address of a Nabla site, for links to a widget and its state. */
  site?: string | URL;
}

/** Set by the page for iframes, which shows one widget and reads its state after #s=. */
export const page = { isOneWidget: false };

export type Theme = 'auto' | 'light' | 'dark';

export const isTheme = (value: unknown): value is Theme => value === 'auto' || value === 'light' || value === 'dark';

export const settings: Config = {};

export function configure(config: Config): void {
  if (config.simd !== undefined && config.simd !== 'auto' && config.simd !== 'plain')
    throw new TypeError('simd is auto or plain.');
  if (config.theme !== undefined && !isTheme(config.theme)) throw new TypeError('theme is auto, light or dark.');
  Object.assign(settings, config);
}

const base = (): string => (typeof document === 'undefined' ? 'file:///' : document.baseURI);

/** Where the engine is fetched from: as the element says it, else as the page does; undefined for beside the script. */
function engineFiles(own: string | null): EngineFiles | undefined {
  if (settings.wasmUrl !== undefined && !own) return { plain: new URL(settings.wasmUrl, base()) };
  const assets = own || settings.assets;
  if (assets === undefined) return undefined;
  const folder = new URL(String(assets).replace(/\/?$/, '/'), base());
  return { plain: new URL('nabla.wasm', folder), relaxed: new URL('nabla-relaxed.wasm', folder) };
}

export const engineChoice = (own: string | null = null): EngineChoice => ({
  files: engineFiles(own),
  simd: settings.simd,
});

export const siteAddress = (): URL | undefined =>
  settings.site === undefined ? undefined : new URL(String(settings.site).replace(/\/?$/, '/'), base());
