/** Which concept an event of a widget on this page is about. */
export const slugOf = (event: Event): string | undefined =>
  event.target instanceof Element
    ? (event.target.closest('nabla-widget')?.getAttribute('concept') ?? undefined)
    : undefined;
