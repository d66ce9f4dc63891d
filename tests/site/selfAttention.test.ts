import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { wrongAnswers } from "../lessons/selfAttention.wrongAnswers.js";
import { cellOf } from "./browser.js";
import { failures, openPrepared, settle, wakeAndSettle } from "./lessonPage.js";

const path = "theory/self-attention";
const lesson = readLesson(path);

describe("the lesson on self-attention", () => {
  let page: Page;
  let problems: readonly string[];
  beforeAll(async () => {
    ({ page, problems } = await openPrepared(`${path}?device=wasm`));
    await wakeAndSettle(page);
  });
  afterAll(() => page.context().close());
  const text = (id: string) => cellOf(page, id).output.textContent();

  it("runs every cell, and its prose has the numbers by hand", async () => {
    expect(await failures(page)).toEqual([]);
    await cellOf(page, "suspects-button")
      .output.getByRole("button", { name: "Train all five" })
      .click();
    await expect
      .poll(() => page.locator("main").textContent(), { timeout: 60_000 })
      .toMatch(/Only run B passes both\./);
    const prose = (await page.locator("main").textContent()) ?? "";
    expect(prose).toContain("(1.660477, 2.660477)");
    expect(prose).toContain("(2.339523, 3.339523)");
    expect(await text("golden-table")).toMatch(/^Computed on .*6 of 6 hold/);
  });

  it("reads the map out by keyboard, and draws the reader's own sentence", async () => {
    const map = cellOf(page, "hero").output.locator(".attention-maps");
    await map.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("PageUp");
    const sentence = cellOf(page, "hero").output.locator(".figure-sentence");
    expect(await sentence.textContent()).toMatch(
      /The query “.the.” reads the key “.the.” with weight/,
    );
    const field = cellOf(page, "own-text").output.locator("textarea");
    for (const [typed, said] of [
      ["", "There is nothing to read"],
      ["alone", "A single token can only read itself"],
      ["שלום עולם", "2 tokens, 2 of them different, so 4 weights."],
      ["word ".repeat(260), "The map shows the first 200 tokens."],
    ] as const) {
      await field.fill(typed);
      await expect.poll(() => page.locator("main").textContent()).toContain(said);
    }
    expect(await failures(page)).toEqual([]);
  });

  it("learns recall within a minute, while the bag of words cannot", async () => {
    await cellOf(page, "recall-controls")
      .output.getByRole("button", { name: "Train", exact: true })
      .click();
    await expect
      .poll(() => page.locator("main").textContent(), { timeout: 60_000 })
      .toMatch(/Step 200, after/);
    const map = cellOf(page, "recall-map").output.locator(".figure-summary");
    await expect.poll(() => map.textContent()).toMatch(/Strongest: .* with (0\.9\d*|1)\./);
    const verdict =
      /attention ([\d.]+).%, bag of words ([\d.]+).%, attention, single tokens ([\d.]+).%/;
    const [, ...shares] = verdict.exec((await page.locator("main").textContent()) ?? "") ?? [];
    const [attention = 0, bag = 100, singles = 100] = shares.map(Number);
    expect(attention).toBeGreaterThanOrEqual(95);
    expect(Math.max(bag, singles)).toBeLessThan(20);
    expect(problems).toEqual([]);
  });

  it("checks an exercise: its start, a wrong answer, the solution", async () => {
    const root = page.locator('[data-exercise="causal-weights"]');
    const check = async () => {
      await root.getByRole("button", { name: "Check", exact: true }).click();
      await root.locator(".verdict[data-verdict]").waitFor({ timeout: 30_000 });
      return root.locator(".exercise-controls [role=status]").textContent();
    };
    const cell = cellOf(page, "causal-weights");
    expect(await check()).toContain("nothing is hidden yet");
    const [wrong] = wrongAnswers["causal-weights"] ?? [];
    await cell.write(wrong?.source ?? "");
    expect(await check()).toContain(wrong?.says);
    await cell.write(solutionOf(lesson, "causal-weights"));
    expect(await check()).toMatch(/^Passed\./);
    await settle(page);
  });
});
