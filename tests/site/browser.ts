import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, inject } from "vitest";
import { browserArguments, findBrowser } from "../../lib/site/findBrowser.js";

let browser: Promise<Browser> | undefined;

/** One Chromium a test file. */
export function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser().path;
  if (!executablePath) throw new Error(`no browser: ${findBrowser().because}`);
  browser ??= chromium.launch({ executablePath, args: browserArguments });
  return browser;
}

afterAll(async () => (await browser)?.close());

/** What went wrong on a page, as its console, its network and its scripts tell. */
export interface Watched {
  page: Page;
  problems: string[];
  /** Requests to any other origin than the site's own. */
  elsewhere: string[];
}

/** Opens a fresh page that is watched. */
export async function openPage(
  path: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Watched & { context: BrowserContext }> {
  const context = await (await openBrowser()).newContext({
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const watched = watch(page);
  await page.goto(new URL(path, inject("address")).href);
  return { ...watched, context };
}

/** Collects errors and foreign requests of a page from now on. */
export function watch(page: Page): Watched {
  const problems: string[] = [];
  const elsewhere: string[] = [];
  const own = new URL(inject("address")).origin;
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== own && !["blob:", "data:"].includes(protocol)) elsewhere.push(request.url());
  });
  return { page, problems, elsewhere };
}

/** Waits until the page's scripts have taken over. */
export const opened = (page: Page) =>
  page.locator(":root[data-opened]").waitFor({ state: "attached" });

/** A cell of a page, as a reader sees it. */
export function cellOf(page: Page, id: string) {
  const element = page.locator(`[data-cell="${id}"]`);
  const button = (name: string) => element.getByRole("button", { name, exact: true });
  return {
    element,
    button,
    output: element.locator(".cell-output"),
    alert: element.getByRole("alert"),
    state: () => element.getAttribute("data-state"),
    /** Waits for a state. */
    async becomes(...states: string[]) {
      const selector = states.map((state) => `[data-cell="${id}"][data-state="${state}"]`).join();
      await page.locator(selector).waitFor({ state: "attached", timeout: 30_000 });
    },
    /** Replaces the cell's source by typing, as a reader does, and leaves the editor open. */
    async write(source: string) {
      if ((await element.locator(".cm-content").count()) === 0) {
        await element.locator("pre.code").click();
      }
      await element.locator(".cm-content").click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("Delete");
      await page.keyboard.insertText(source);
    },
    /** Rewrites the cell and runs it. */
    async rewrite(source: string) {
      await this.write(source);
      await button("Run").click();
    },
  };
}
