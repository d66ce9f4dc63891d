import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { cellOf, opened } from "./browser.js";
import { failures, lessonPath, openLesson, openPrepared } from "./lessonPage.js";

/** What the prepared page keeps, so that a test can take it away. */
interface Kept {
  devices?: GPUDevice[];
  contexts?: WebGL2RenderingContext[];
}

/** Keeps each WebGPU device that the page opens. */
function keepDevices(): void {
  const kept: GPUDevice[] = [];
  (globalThis as Kept).devices = kept;
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    kept.push(device);
    return device;
  };
}

/** Keeps each WebGL context that the page opens. */
function keepContexts(): void {
  const kept: WebGL2RenderingContext[] = [];
  (globalThis as Kept).contexts = kept;
  for (const canvas of [HTMLCanvasElement, OffscreenCanvas]) {
    const prototype = canvas.prototype as { getContext(...args: unknown[]): unknown };
    const { getContext } = prototype;
    prototype.getContext = function (...args) {
      const context = getContext.apply(this, args);
      if (context instanceof WebGL2RenderingContext && !kept.includes(context)) kept.push(context);
      return context;
    };
  }
}

const losses = {
  webgpu: {
    name: "WebGPU",
    prepare: keepDevices,
    lose: () => (globalThis as Kept).devices?.at(-1)?.destroy(),
    opened: () => (globalThis as Kept).devices?.length ?? 0,
  },
  webgl: {
    name: "WebGL",
    prepare: keepContexts,
    lose: () => {
      const alive = (globalThis as Kept).contexts?.findLast((gl) => !gl.isContextLost());
      alive?.getExtension("WEBGL_lose_context")?.loseContext();
    },
    opened: () => (globalThis as Kept).contexts?.length ?? 0,
  },
};

const notice = (page: Page, text: string | RegExp) => page.locator(".notice", { hasText: text });

/** Cells that compute on the device and wait for no prediction. */
const computing = ["matrix-product", "small-network", "zoo-broadcast-check", "golden-table"];

async function computed(page: Page): Promise<void> {
  for (const id of computing) await cellOf(page, id).becomes("done", "error");
  await page.waitForFunction(() => !document.querySelector("[data-state=running]"), undefined, {
    timeout: 60_000,
  });
  expect(await failures(page)).toEqual([]);
}

/** What the page computed on its device, with what must come out. */
async function expectRightNumbers(page: Page, device: string): Promise<void> {
  const table = cellOf(page, "golden-table").output;
  await expect.poll(() => table.textContent()).toContain(`Computed on ${device}`);
  expect(await table.textContent()).toMatch(/(\d+) of \1 hold/);
  const numbers = await cellOf(page, "matrix-product").output.locator("td").allTextContents();
  const gradient = numbers.slice(-4).map((text) => Number(text.replace("−", "-")));
  expect(gradient).toEqual([22, -4, -12, 20]); // Xᵀ · 2XW
}

/** Waits until the page has begun to compute anew, and then until it has done so. */
async function computedAnew(page: Page, begin: () => Promise<unknown>): Promise<void> {
  const cell = page.locator('[data-cell="matrix-product"]');
  const begun = cell.evaluate(
    (cell) =>
      new Promise<void>((resolve) => {
        new MutationObserver(() => {
          if ((cell as HTMLElement).dataset.state !== "done") resolve();
        }).observe(cell, { attributeFilter: ["data-state"] });
      }),
  );
  await begin();
  await begun;
  await computed(page);
}

describe.each(Object.entries(losses))(
  "a lost %s device",
  (device, { name, prepare, lose, opened }) => {
    it("is told in words, and the cells run anew by themselves, then after a click", {
      timeout: 300_000,
    }, async () => {
      const { page, context } = await openLesson(`device=${device}`, prepare);
      await computed(page);
      await expectRightNumbers(page, name);
      const before = await page.evaluate(opened);
      expect(before).toBeGreaterThan(0);

      const told = notice(page, `The device (${name}) was lost`);
      await computedAnew(page, async () => {
        const since = Date.now();
        await page.evaluate(lose);
        await told.waitFor({ timeout: 20_000 });
        console.log(`${name}: the notice came after ${Date.now() - since} ms`);
      });
      expect(await told.textContent()).toContain("It was started again");
      expect(await page.evaluate(opened)).toBeGreaterThan(before);
      await expectRightNumbers(page, name);

      // A second loss, in the midst of training: now the reader decides.
      const controls = cellOf(page, "penguin-controls").output;
      await controls.getByRole("button", { name: "Train" }).click();
      await controls.getByText(/^Step \d+, loss/).waitFor({ timeout: 60_000 });
      await page.evaluate(lose);
      await cellOf(page, "penguin-train").becomes("error"); // nothing waits for ever
      expect(await cellOf(page, "penguin-train").alert.textContent()).toContain("was lost");
      const again = told.getByRole("button", { name: "Run again" });
      await again.waitFor({ timeout: 20_000 });
      await computedAnew(page, () => again.click());
      expect(await notice(page, "was lost").count()).toBe(0);
      await expectRightNumbers(page, name);
      await controls.getByText("Not started.").waitFor();
      // A cell that waits for a prediction still does.
      expect(await cellOf(page, "starved").state()).toBe("idle");
      await context.close();
    });
  },
);

describe("the device's switch", () => {
  it("runs the page again on the chosen device, and says which and why", async () => {
    const { page, context } = await openLesson("device=wasm");
    await computed(page);
    await expectRightNumbers(page, "WebAssembly");
    await page.locator("summary", { hasText: "Device" }).first().click();
    await computedAnew(page, () => page.getByLabel("Run on").selectOption("cpu"));
    expect(await page.locator("#device-name").textContent()).toBe("JavaScript");
    expect(await page.locator("#device-why").textContent()).toContain("was chosen by hand");
    expect(new URL(page.url()).searchParams.get("device")).toBe("cpu");
    await expectRightNumbers(page, "JavaScript");
    await page.reload();
    await opened(page);
    await page.mouse.wheel(0, 1);
    await expect
      .poll(() => page.locator("#device-name").textContent(), { timeout: 30_000 })
      .toBe("JavaScript");
    await context.close();
  });

  it("answers an unknown name in the address with a sentence and the best device", async () => {
    const { page, problems, context } = await openLesson("device=nonsense");
    await notice(
      page,
      "There is no device named “nonsense”; the address can ask for webgpu, webgl, wasm, cpu.",
    ).waitFor({ timeout: 30_000 });
    await expect.poll(() => page.locator("#device-name").textContent()).toBe("WebAssembly");
    await cellOf(page, "matrix-product").becomes("done");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("says why a device that was asked for cannot start, and takes the next", async () => {
    const { page, context } = await openLesson("device=webgpu", () => {
      Object.defineProperty(Navigator.prototype, "gpu", { get: () => undefined });
    });
    await cellOf(page, "matrix-product").becomes("done");
    expect(await page.locator("#device-name").textContent()).toBe("WebAssembly");
    const why = page.locator("#device-why");
    expect(await why.isVisible()).toBe(false);
    await page.locator("summary", { hasText: "Device" }).first().click();
    const said = await why.textContent();
    expect(said).toContain("WebGPU was asked for and cannot start; this is the next one.");
    expect(said).toContain("Not WebGPU: This browser has no WebGPU.");
    expect(said).toContain("Not WebGL: ");
    expect(await why.isVisible()).toBe(true);
    await context.close();
  });

  it("leads away from a device that is lost", { timeout: 300_000 }, async () => {
    const { page, context } = await openPrepared(`${lessonPath}?device=webgl`, keepContexts);
    await opened(page);
    await page.mouse.wheel(0, 1);
    await computed(page);
    await page.evaluate(losses.webgl.lose);
    await notice(page, "was lost").waitFor({ timeout: 20_000 });
    await computed(page);
    await page.locator("summary", { hasText: "Device" }).first().click();
    await computedAnew(page, () => page.getByLabel("Run on").selectOption("wasm"));
    expect(await notice(page, "was lost").count()).toBe(0);
    await expectRightNumbers(page, "WebAssembly");
    await context.close();
  });
});
