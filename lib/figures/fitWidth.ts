/**
 * Draws at once, and again whenever the element's width changes, so that text keeps its size on a narrow page.
 * The observer lives and dies with the element.
 *
 * @param element whose width counts
 * @param draw takes the width in pixels
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
    const next = Math.round(entry?.contentRect.width ?? 0);
    if (next <= 0 || next === width) return;
    width = next;
    // Drawing inside the observer could resize what it observes, which a page reports as an error.
    requestAnimationFrame(() => draw(next));
  }).observe(element);
}
