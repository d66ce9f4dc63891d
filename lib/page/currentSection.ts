/**
 * Marks the section that is being read in the page's contents, for the eye and for a screen reader.
 * Framework marks it too, but only as headings scroll past: after a jump its mark stays behind.
 *
 * @param contents holds links to headings of the page
 */
export function followSections(contents: HTMLElement): void {
  const links = [...contents.querySelectorAll<HTMLAnchorElement>("a[href^='#']")];
  const sections = links.flatMap((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading ? [{ link, heading }] : [];
  });
  const mark = () => {
    const middle = innerHeight / 2;
    const current = sections.findLast(
      ({ heading }) => heading.getBoundingClientRect().top < middle,
    )?.link;
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let due = false;
  const later = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      mark();
    });
  };
  for (const name of ["scroll", "resize"]) addEventListener(name, later, { passive: true });
  mark();
}
