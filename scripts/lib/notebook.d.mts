export interface NotebookSection {
  readonly slug: string;
  readonly title: string;
  readonly concepts: readonly {
    readonly slug: string;
    readonly number: string;
    readonly title: string;
    readonly summary: string;
  }[];
}

export function notebook(section: NotebookSection, read: (path: string) => string): { readonly cells: unknown[] };
