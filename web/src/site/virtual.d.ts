declare module 'virtual:nabla-search-index' {
  /** Serialized MiniSearch index. */
  const index: string;
  export default index;
}
