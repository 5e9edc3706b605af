declare module 'virtual:nabla-search-index' {
  /** Serialized MiniSearch index. */
  const index: string;
  export default index;
}

declare module 'virtual:nabla-facts' {
  export const version: string;
  /** Height of each widget in px while narrow, medium and wide. */
  export const heights: Readonly<Record<string, readonly [number, number, number]>>;
}

declare module 'virtual:nabla-tokens' {
  /** Stylesheet of the element in a page that has no tokens of its own. */
  const css: string;
  export default css;
}

declare module 'virtual:nabla-engine' {
  /** The engine's file, LZMA in base64. */
  const packed: string;
  export default packed;
}

declare module 'virtual:nabla-kernels' {
  /** The modules of the kernels alone, LZMA in base64. */
  export const plain: string;
  export const relaxed: string;
}
