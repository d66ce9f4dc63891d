import { chromium, type Page } from "playwright";
import { buildSite } from "../../lib/site/build.js";
import { browserArguments, findBrowser } from "../../lib/site/findBrowser.js";
import { serveSite } from "../../lib/site/serve.js";
import { median, type Timing } from "./compare.js";

const rounds = 21;

/**
 * The notebook's own speed on the built lesson: opening the first editor of a fresh page, and, once
 * warm, from Run to the last dependant of an edited cell. Times are the browser's own.
 */
export async function bench() {
  await buildSite();
  const { server, address } = await serveSite({ port: 4800 });
  const executablePath = findBrowser().path;
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: browserArguments,
  });
  const opening: number[] = [];
  for (let i = 0; i < 7; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await open(page, address);
    opening.push(await timeOpening(page));
    await context.close();
  }
  const page = await browser.newPage();
  await open(page, address);
  await timeOpening(page);
  const latencies: number[] = [];
  for (let i = -3; i < rounds; i++) {
    const latency = await timeEdit(page, 0.011 + (i + 3) / 1000); // never the value that stands there
    if (i >= 0) latencies.push(latency);
  }
  await browser.close();
  server.close();
  const sorted = latencies.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1] as number;
  return [
    { device: "notebook", ratio: Number.NaN, timings: [timing("open the first editor", opening)] },
    {
      device: "notebook",
      ratio: p95 / median(latencies),
      timings: [
        timing(`edit to dependants (ratio: p95, ${p95.toFixed(0)} ms, over median)`, latencies),
      ],
    },
  ];
}

const cell = "[data-cell='one-step']";

async function open(page: Page, address: string): Promise<void> {
  await page.goto(`${address}theory/backpropagation.html?device=wasm`);
  await page.locator(":root[data-opened]").waitFor({ state: "attached" });
  await page.locator(cell).scrollIntoViewIfNeeded();
  await page.locator(`${cell}[data-state=done]`).waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
}

/** Milliseconds from the click on a cell's code to the editor with the caret in it. */
function timeOpening(page: Page): Promise<number> {
  return page.evaluate(async (selector) => {
    const root = document.querySelector(selector) as HTMLElement;
    const start = performance.now();
    root.querySelector<HTMLElement>("pre.code")?.click();
    while (!root.querySelector(".cm-content")?.contains(document.activeElement)) {
      await new Promise(requestAnimationFrame);
    }
    return performance.now() - start;
  }, cell);
}

/** Milliseconds from Run on the changed cell until the prose that depends on it shows the new value. */
async function timeEdit(page: Page, value: number): Promise<number> {
  await page.locator(`${cell} .cm-content`).click();
  const lines = await page.locator(`${cell} .cm-line`).allTextContents();
  const source = lines.join("\n");
  if (!/rate = [\d.]+/.test(source)) throw new Error(`timeEdit: the cell holds ${source}`);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(source.replace(/rate = [\d.]+/, `rate = ${value}`));
  return page.evaluate(
    async ({ selector }) => {
      const root = document.querySelector(selector) as HTMLElement;
      const before = [...document.querySelectorAll("[data-inline]")]
        .map((e) => e.textContent)
        .join();
      const start = performance.now();
      [...root.querySelectorAll("button")].find((b) => b.textContent === "Run")?.click();
      while (
        [...document.querySelectorAll("[data-inline]")].map((e) => e.textContent).join() === before
      ) {
        await new Promise(requestAnimationFrame);
      }
      return performance.now() - start;
    },
    { selector: cell },
  );
}

function timing(name: string, rounds: number[]): Timing {
  return {
    name,
    rounds,
    median: median(rounds),
    min: Math.min(...rounds),
    max: Math.max(...rounds),
  };
}
