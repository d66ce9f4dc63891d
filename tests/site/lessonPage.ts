import type { BrowserContext, Page } from "playwright";
import { inject } from "vitest";
import { openBrowser, opened, type Watched, watch } from "./browser.js";

/** The lesson on which the course's parts are tried out together. */
export const lessonPath = "theory/backpropagation";

/**
 * Opens a page in a context of its own, where `prepare` has run before the page's first script.
 *
 * @param prepare runs in the page, so it may use nothing from around it
 */
export async function openPrepared(
  path: string,
  prepare?: () => void,
): Promise<Watched & { context: BrowserContext }> {
  const context = await (await openBrowser()).newContext({
    viewport: { width: 1280, height: 900 },
  });
  if (prepare) await context.addInitScript(prepare);
  const page = await context.newPage();
  const watched = watch(page);
  await page.goto(new URL(path, inject("address")).href);
  return { ...watched, context };
}

/** Opens the lesson and wakes every cell. */
export async function openLesson(query: string, prepare?: () => void) {
  const watched = await openPrepared(`${lessonPath}?${query}`, prepare);
  await opened(watched.page);
  await watched.page.mouse.wheel(0, 1);
  return watched;
}

/** Wakes every cell of a page that was just opened, lets them run, and waits until none is at work. */
export async function wakeAndSettle(page: Page): Promise<void> {
  await opened(page);
  await page.mouse.wheel(0, 1);
  await settle(page);
}

/** Lets every cell run, predictions skipped, and waits until none is at work. */
export async function settle(page: Page): Promise<void> {
  // All at once: each button goes away a moment after its click.
  await page.getByRole("button", { name: "Skip and run" }).evaluateAll((buttons) => {
    for (const button of buttons) (button as HTMLButtonElement).click();
  });
  await settled(page);
}

/** Waits until no cell is at work or waits for another. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLElement>("[data-cell]")].every(
        ({ dataset }) => dataset.state === "done" || dataset.state === "error",
      ),
    undefined,
    { timeout: 280_000 },
  );
}

/** What the cells in error say, by cell. */
export const failures = (page: Page) =>
  page
    .locator("[data-cell][data-state=error]")
    .evaluateAll((cells) =>
      cells.map(
        (cell) =>
          `${(cell as HTMLElement).dataset.cell}: ${cell.querySelector("[role=alert]")?.textContent}`,
      ),
    );
