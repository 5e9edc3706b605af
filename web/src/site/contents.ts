// Marks the concept that is being read in the list at the side.

export function setUpContents(): void {
  const links = new Map<string, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.contents a')) links.set(link.hash.slice(1), link);
  const mark = (slug: string): void => {
    for (const [key, link] of links) {
      if (key === slug) link.setAttribute('aria-current', 'location');
      else link.removeAttribute('aria-current');
    }
  };
  const seen = new IntersectionObserver(
    (entries) => {
      const reading = entries.find((e) => e.isIntersecting);
      if (reading) mark(reading.target.id);
    },
    // A line a third down the window: the article that crosses it is the one being read.
    { rootMargin: '-33% 0px -66% 0px' },
  );
  document.querySelectorAll('article.concept').forEach((article) => seen.observe(article));
}
