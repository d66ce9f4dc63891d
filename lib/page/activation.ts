/** Something on the page that runs when it is wanted. */
export interface Activatable {
  element: HTMLElement;
  activate(): void;
}

const interactions = [
  "pointerdown",
  "keydown",
  "wheel",
  "touchstart",
  "scroll",
  "focusin",
] as const;

/**
 * Runs what is on the screen at once, and everything else in the order of the page as soon as the
 * reader does anything. Until then a page loads only what its first screen needs.
 *
 * @returns a function that runs everything now
 */
export function activateWhenWanted(items: readonly Activatable[]): () => void {
  const waiting = new Set(items);
  const start = (item: Activatable) => {
    if (waiting.delete(item)) item.activate();
  };
  const screen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      screen.unobserve(target);
      for (const item of waiting) if (item.element === target) start(item);
    }
  });
  for (const { element } of items) screen.observe(element);
  const everything = () => {
    for (const name of interactions) removeEventListener(name, everything, { capture: true });
    screen.disconnect();
    void inTurn(waiting, start);
  };
  for (const name of interactions) {
    addEventListener(name, everything, { capture: true, passive: true });
  }
  return everything;
}

/** A few at a time, so that the page answers while its cells start. */
async function inTurn(waiting: Set<Activatable>, start: (item: Activatable) => void) {
  for (const item of waiting) {
    start(item);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
