import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WrongAnswer } from "../lessons/backpropagation.wrongAnswers.js";
import { wrongAnswers } from "../lessons/multiHeadAttention.wrongAnswers.js";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { cellOf, opened, type Watched } from "./browser.js";
import { failures, openPrepared, settle } from "./lessonPage.js";

const path = "theory/multi-head-attention";
const lesson = readLesson(path);

describe("the lesson on multi-head attention", () => {
  let watched: Watched;
  let page: Page;
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

  it("follows a number through the reshapes", async () => {
    const { output } = cellOf(page, "reshape-figure");
    const followed = output.locator("td.is-followed");
    expect(await followed.allInnerTexts()).toEqual(Array(5).fill("b3"));
    await output.getByRole("button", { name: "Next number" }).click();
    expect(await followed.allInnerTexts()).toEqual(Array(5).fill("b4"));
  });

  it("learns to repeat, shows the heads, and loses it without the head that looks back", async () => {
    const controls = cellOf(page, "induction-controls").output;
    await controls.getByRole("button", { name: "Train", exact: true }).click();
    await controls.locator("[data-training=done]").waitFor({ timeout: 200_000 });
    await cellOf(page, "effects-table").output.locator("tbody tr").first().waitFor();
    const verdict = await page.getByText(/^Step 400, after/).textContent();
    const shares = [...(verdict ?? "").matchAll(/([\d.]+)\s%/g)].map(([, share]) => Number(share));
    expect(shares[0]).toBeGreaterThanOrEqual(95); // two layers
    expect(shares[1]).toBeGreaterThanOrEqual(95); // where the second half repeats the first
    expect(shares[2]).toBeLessThan(50); // one layer
    expect(await cellOf(page, "head-maps").output.locator(".head-panel").count()).toBe(8);

    const rows = await cellOf(page, "effects-table").output.locator("tbody tr").allInnerTexts();
    const losses = rows.map((row) =>
      Number(/[−-]?[\d.]+(?= points)/.exec(row)?.[0].replace("−", "-")),
    );
    const dearest = losses.indexOf(Math.min(...losses));
    expect(losses[dearest]).toBeLessThan(-10);
    await cellOf(page, "ablation-choice").output.locator("input").nth(dearest).check();
    const title = cellOf(page, "ablation-figure").output.locator(".figure-title");
    await expect.poll(() => title.textContent()).toMatch(/^With one head off: [\d.]+\s% /);
    const left = Number(/([\d.]+)\s%/.exec((await title.textContent()) ?? "")?.[1]);
    expect(left).toBeCloseTo((shares[0] as number) + (losses[dearest] as number), -0.5);
  });

  it("refuses the start and a wrong answer in words, and passes the solution", async () => {
    const id = "split-heads";
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
