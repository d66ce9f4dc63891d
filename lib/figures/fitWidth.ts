/**
 * Draws at once, and again whenever the element's width changes, so that text keeps its size on a narrow page.
 * The observer lives and dies with the element.
 *
 * Where the page's text is larger than the usual 16 pixels, as on a very wide screen or by the reader's own
 * setting, the width is given in units that are larger by as much: the stylesheet stretches a drawing to the
 * width of its figure, and its text grows with the page's.
 *
 * @param element whose width counts
 * @param draw takes the width in pixels of a page whose text has the usual size
 * @param firstWidth the width before the element is on the page
 */
export function fitWidth(
  element: HTMLElement,
  draw: (width: number) => void,
  firstWidth = 640,
): void {
  let width = firstWidth;
  draw(width);
  new ResizeObserver(([entry]) => {
    const next = Math.round((entry?.contentRect.width ?? 0) / textScale());
    if (next <= 0 || next === width) return;
    width = next;
    // Drawing inside the observer could resize what it observes, which a page reports as an error.
    requestAnimationFrame(() => draw(next));
  }).observe(element);
}

/** How many times as large as usual the page's text is, at least 1. */
function textScale(): number {
  return Math.max(1, Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
}
