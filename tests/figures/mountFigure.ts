import axe from "axe-core";
import { expect } from "vitest";
import "../../lessons/theme/figures.css";

/** Puts a figure alone on a page of the given width, and waits until it has drawn for that width. */
export async function mountFigure<T extends HTMLElement>(figure: T, width = 360): Promise<T> {
  document.documentElement.lang = "en";
  document.body.innerHTML = "";
  document.body.style.cssText = `margin:0;width:${width}px;background:var(--figure-paper)`;
  const main = document.createElement("main");
  main.append(figure);
  document.body.append(main);
  await nextFrame();
  return figure;
}

/** Three animation frames: the page is laid out, observers have run, and what they asked for is drawn. */
export function nextFrame(): Promise<void> {
  return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** axe-core finds nothing in either theme, with the table open and closed. */
export async function expectAccessible(figure: HTMLElement): Promise<void> {
  for (const theme of ["light", "dark"]) {
    document.documentElement.dataset.theme = theme;
    for (const isOpen of [false, true]) {
      for (const details of figure.querySelectorAll("details")) details.open = isOpen;
      await nextFrame();
      const { violations, passes } = await axe.run(figure, {
        rules: { region: { enabled: false } },
      });
      const found = violations.flatMap((v) => v.nodes.map((n) => `${theme} ${v.id}: ${n.html}`));
      expect(found).toEqual([]);
      expect(passes.length).toBeGreaterThan(0);
    }
  }
  delete document.documentElement.dataset.theme;
}

/** Nothing reaches past the figure's right edge, except in containers that scroll by themselves. */
export function expectToFit(figure: HTMLElement): void {
  const page = document.documentElement.clientWidth;
  expect(figure.scrollWidth).toBeLessThanOrEqual(figure.clientWidth);
  const edge = figure.getBoundingClientRect();
  expect(edge.right).toBeLessThanOrEqual(Math.max(page, 360));
  for (const part of figure.querySelectorAll("*")) {
    if (
      part.parentElement?.closest(".graph-scroll, .tensor-scroll, .figure-table-scroll, svg svg")
    ) {
      continue;
    }
    const box = part.getBoundingClientRect();
    if (box.width === 0) continue;
    expect(box.right, part.outerHTML.slice(0, 120)).toBeLessThanOrEqual(edge.right + 1);
    expect(box.left, part.outerHTML.slice(0, 120)).toBeGreaterThanOrEqual(edge.left - 1);
  }
}

/** All text of the parts that match a selector. */
export function textsOf(figure: HTMLElement, selector: string): string[] {
  return [...figure.querySelectorAll(selector)].map((e) => e.textContent ?? "");
}

/** Presses a key on an element. */
export function press(target: Element, key: string): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

/** The button with this accessible name. */
export function buttonNamed(figure: HTMLElement, name: string): HTMLButtonElement {
  const found = [...figure.querySelectorAll("button")].find(
    (b) => (b.getAttribute("aria-label") ?? b.textContent) === name,
  );
  if (!found) throw new Error(`There is no button "${name}"`);
  return found;
}
