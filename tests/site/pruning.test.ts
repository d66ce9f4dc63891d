import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WrongAnswer } from "../lessons/backpropagation.wrongAnswers.js";
import { wrongAnswers } from "../lessons/pruning.wrongAnswers.js";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { cellOf, opened, type Watched } from "./browser.js";
import { failures, openPrepared, settle } from "./lessonPage.js";

const path = "compression/pruning";
const lesson = readLesson(path);

describe("the lesson on pruning", () => {
  let watched: Watched;
  let page: Page;
  const press = (id: string, name: string | RegExp) =>
    cellOf(page, id).output.getByRole("button", { name }).click();
  beforeAll(async () => {
    watched = await openPrepared(`${path}?device=wasm`);
    page = watched.page;
    await opened(page);
    await page.mouse.wheel(0, 1);
    await settle(page);
  });
  afterAll(() => page.context().close());

  it("runs every cell", async () => {
    expect(await failures(page)).toEqual([]);
    const verdicts = await cellOf(page, "golden-table").output.locator("tbody tr").allInnerTexts();
    expect(verdicts).toHaveLength(6);
    for (const verdict of verdicts) expect(verdict).toMatch(/✓ holds|holds$/);
  });

  it("prunes as many of the four weights as the reader says", async () => {
    const cells = () => page.getByText(/^With the input \[1, 1\]/).textContent();
    expect(await cells()).toContain("Now it gives [−0.4, −0.9]");
    const slider = cellOf(page, "share").output.getByLabel("share of the weights");
    await slider.fill("0.75");
    await expect.poll(cells).toContain("Now it gives [0, −0.9]");
  });

  it("trains, prunes, cuts neurons out and measures, and a reader's drawing is read by all", async () => {
    await press("dense-controls", "Train");
    const { output } = cellOf(page, "dense-controls");
    await output.locator("[data-training=done]").waitFor({ timeout: 200_000 });
    const trained = page.getByText(/^After .* s of training on/);
    await trained.waitFor({ timeout: 60_000 });
    expect(Number(/([\d.]+)\s%/.exec((await trained.textContent()) ?? "")?.[1])).toBeGreaterThan(
      95,
    );
    const spared = page.getByText(/^Of the sparsities tried, the highest/);
    await spared.waitFor({ timeout: 60_000 });
    const shares = [...((await spared.textContent()) ?? "").matchAll(/([\d.]+)\s%/g)].map(([, s]) =>
      Number(s),
    );
    expect(shares[0]).toBeGreaterThanOrEqual(60); // global
    expect(shares[2]).toBeLessThan(shares[0] as number); // at random

    await press("structure-button", /^Cut half/);
    const rows = cellOf(page, "structure-table").output.locator("tbody tr");
    await rows.first().waitFor({ timeout: 60_000 });
    const times = (await rows.locator("td:last-child").allInnerTexts()).map(Number.parseFloat);
    expect(times[2]).toBeLessThan(0.85 * (times[1] as number)); // cut out against zeros in place
    await press("times-button", /^Measure/);
    await page.getByText(/^On WebAssembly, of the sparsities tried/).waitFor({ timeout: 60_000 });

    const surface = cellOf(page, "pad").output.locator(".pad-surface");
    await surface.scrollIntoViewIfNeeded();
    const box = (await surface.boundingBox()) as {
      x: number;
      y: number;
      width: number;
      height: number;
    };
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.5, 0.1));
    await page.mouse.down();
    for (let y = 0.1; y <= 0.9; y += 0.05) await page.mouse.move(...at(0.5, y));
    await page.mouse.up();
    const read = cellOf(page, "own-digit").output.locator("tbody td:nth-child(2)");
    await expect.poll(() => read.allInnerTexts()).toEqual(["1", "1", "1"]);
    expect(await failures(page)).toEqual([]);
  });

  it("runs a reader's edit, refuses a wrong answer in words, and passes the solution", async () => {
    const edited = (lesson.cells.get("two-ways")?.source ?? "").replaceAll("0.5", "0.25");
    await cellOf(page, "two-ways").rewrite(edited);
    const masks = cellOf(page, "two-ways-table").output.locator("tbody tr").first().locator("td");
    await expect
      .poll(() => masks.allInnerTexts())
      .toEqual(["[1, 2, 3, 4]", "[0, 1, 1, 1]", "[0, 0, 1, 1]"]);
    const id = "sparse-product";
    const root = page.locator(`[data-exercise="${id}"]`);
    const check = async () => {
      await root.getByRole("button", { name: "Check", exact: true }).click();
      await root.locator(".verdict[data-verdict]").waitFor({ timeout: 30_000 });
      return (await root.locator(".exercise-controls [role=status]").textContent()) ?? "";
    };
    expect(await check()).toMatch(/^Not yet: .{15,}/);
    const [{ source, says }] = wrongAnswers[id] as [WrongAnswer];
    await cellOf(page, id).write(source);
    expect(await check()).toContain(says);
    await cellOf(page, id).write(solutionOf(lesson, id));
    expect(await check()).toMatch(/^Passed\./);
    expect(watched.problems).toEqual([]);
    expect(watched.elsewhere).toEqual([]);
  });
});
