// What the author of a page may say once for all widgets.

export interface Config {
  /** Folder of the engine file, where it does not lie beside the script. */
  assets?: string | URL;
  /** Address of the engine file itself; wins over `assets`. */
  wasmUrl?: string | URL;
  theme?: Theme;
  /** Address of a Nabla site, for links to a widget and its state. */
  site?: string | URL;
}

export type Theme = 'auto' | 'light' | 'dark';

export const isTheme = (value: unknown): value is Theme => value === 'auto' || value === 'light' || value === 'dark';

export const settings: Config = {};

export function configure(config: Config): void {
  if (config.theme !== undefined && !isTheme(config.theme)) throw new TypeError('theme is auto, light or dark.');
  Object.assign(settings, config);
}

const base = (): string => (typeof document === 'undefined' ? 'file:///' : document.baseURI);

/** Where the engine is fetched from: as the element says it, else as the page does; undefined for beside the script. */
export function wasmAddress(own?: string | null): URL | undefined {
  if (settings.wasmUrl !== undefined && !own) return new URL(settings.wasmUrl, base());
  const assets = own || settings.assets;
  if (assets === undefined) return undefined;
  return new URL('nabla.wasm', new URL(`${String(assets).replace(/\/?$/, '/')}`, base()));
}

export const siteAddress = (): URL | undefined =>
  settings.site === undefined ? undefined : new URL(String(settings.site).replace(/\/?$/, '/'), base());
