import { relative } from "node:path";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { builtPages } from "../../lib/site/finishPages.js";
import { distFolder } from "../../lib/site/paths.js";
import { opened, openPage } from "./browser.js";
import { failures, wakeAndSettle } from "./lessonPage.js";

/** An entry of the browser's list of layout shifts: how much of the screen moved how far. */
interface Shift {
  value: number;
}
interface Shifted {
  shifts: { total: number };
}

const paths = builtPages().map((file) =>
  relative(distFolder, file)
    .replaceAll("\\", "/")
    .replace(/(index)?\.html$/, ""),
);
const lessons = paths.filter((path) => path.includes("/"));
const devices = ["webgpu", "webgl", "wasm", "cpu"] as const;

describe.each(paths)("the page /%s", (path) => {
  it("is readable before any script runs", async () => {
    const { page, context } = await openPage(path, { javaScriptEnabled: false });
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect((await page.locator("main").textContent())?.length).toBeGreaterThan(100);
    await context.close();
  });

  // One opening for all of it: a lesson's cells take a while, and a reader's window changes too.
  it("scrolls sideways at no width, and has nothing that axe finds in either theme", async () => {
    const { page, context } = await openPage(path, {
      viewport: { width: 360, height: 900 },
      bypassCSP: true,
    });
    await wakeAndSettle(page);
    for (const width of [360, 390, 3840, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const scrolled = () => page.evaluate(() => document.documentElement.scrollWidth);
      await expect.poll(scrolled, { message: `at ${width} pixels` }).toBeLessThanOrEqual(width);
    }
    await page.addScriptTag({ content: axe.source });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(500); // figures draw themselves anew, and colours fade over
      const violations = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, html }) => `${id}: ${target} ${html.slice(0, 120)}`),
        );
      });
      expect(violations, `in the ${colorScheme} theme`).toEqual([]);
    }
    await context.close();
  });

  // Shifts depend on what arrives when: a busy machine may need a second look, a page that shifts fails all three.
  const again = { retry: 2 };
  it.each([390, 1280])(
    "keeps its text in place as it fills, at %i pixels",
    again,
    async (width) => {
      const { page, context } = await openPage("404", { viewport: { width, height: 900 } });
      await page.addInitScript(() => {
        const shifts = { total: 0 };
        Object.assign(globalThis, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.total += (entry as unknown as Shift).value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(new URL(path, page.url()).href);
      await opened(page);
      await page.waitForFunction(
        () => !document.querySelector(".cell-room:is([data-state=pending], [data-state=running])"),
      );
      await page.waitForTimeout(300); // what was drawn last is on the screen
      // The web's own measure: 0.1 is what readers do not mind.
      expect(
        await page.evaluate(() => (globalThis as unknown as Shifted).shifts.total),
      ).toBeLessThan(0.1);
      await context.close();
    },
  );

  it("works in a sandboxed frame without storage", async () => {
    const { page, problems, context } = await openPage("404");
    const frame = await page.evaluate(async (address) => {
      const element = document.createElement("iframe");
      element.setAttribute("sandbox", "allow-scripts");
      element.src = address;
      element.width = "1000";
      document.body.replaceChildren(element);
      await new Promise((resolve) => element.addEventListener("load", resolve));
      return element.src;
    }, new URL(path, page.url()).href);
    const inside = page.frames().find((each) => each.url() === frame);
    await inside?.locator(":root[data-opened]").waitFor({ state: "attached" });
    expect(problems.filter((text) => !text.includes("404"))).toEqual([]);
    await context.close();
  });
});

describe.each(lessons)("the lesson /%s", (path) => {
  it.each(devices)(
    "runs every cell on %s without an error or a foreign request",
    async (device) => {
      const { page, problems, elsewhere, context } = await openPage(`${path}?device=${device}`);
      await wakeAndSettle(page);
      expect(await failures(page)).toEqual([]);
      expect(await page.locator("[data-inline][data-failed]").count()).toBe(0);
      expect(problems).toEqual([]);
      expect(elsewhere).toEqual([]);
      const names = { webgpu: "WebGPU", webgl: "WebGL", wasm: "WebAssembly", cpu: "JavaScript" };
      expect(await page.locator("#device-name").textContent()).toBe(names[device]);
      await context.close();
    },
  );

  it("loads at most 150 kB of scripts, compressed, before the reader does anything", async () => {
    const { page, context } = await openPage("404");
    const loaded = new Set<string>();
    page.on("response", (response) => {
      if (!/javascript/.test(response.headers()["content-type"] ?? "")) return;
      if (response.url().startsWith("http")) loaded.add(response.url());
    });
    await page.goto(new URL(path, page.url()).href, { waitUntil: "networkidle" });
    await opened(page);
    await page.waitForTimeout(1000);
    // Fetched anew: the browser drops a response's body when the page goes on to the next address.
    const sizes = new Map<string, number>();
    for (const url of loaded) {
      const script = await (await fetch(url)).arrayBuffer();
      sizes.set(url, gzipSync(script).length);
    }
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 12);
    expect(total, JSON.stringify(largest, null, 1)).toBeLessThanOrEqual(150_000);
    await context.close();
  });
});
