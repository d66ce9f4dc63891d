import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WrongAnswer } from "../lessons/backpropagation.wrongAnswers.js";
import { wrongAnswers } from "../lessons/fineTuning.wrongAnswers.js";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { cellOf, opened, type Watched } from "./browser.js";
import { failures, openPrepared, settle, settled } from "./lessonPage.js";

const path = "theory/fine-tuning";
const lesson = readLesson(path);

describe("the lesson on pre-training and fine-tuning", () => {
  let watched: Watched;
  let page: Page;
  const train = async (controls: string) => {
    const { output } = cellOf(page, controls);
    await output.getByRole("button", { name: "Train", exact: true }).click();
    await output.locator("[data-training=done]").waitFor({ timeout: 200_000 });
    await settled(page);
  };
  beforeAll(async () => {
    watched = await openPrepared(`${path}?device=wasm`);
    page = watched.page;
    await opened(page);
    await page.mouse.wheel(0, 1);
    await settle(page);
  });
  afterAll(() => page.context().close());

  it("runs every cell, and says what is to be done first", async () => {
    expect(await failures(page)).toEqual([]);
    const verdicts = await cellOf(page, "golden-table").output.locator("tbody tr").allInnerTexts();
    expect(verdicts).toHaveLength(7);
    for (const verdict of verdicts) expect(verdict).toMatch(/✓ holds|holds$/);
    await expect
      .poll(() => page.getByText("Pre-train first, above; then press Train here.").count())
      .toBeGreaterThan(3);
  });

  it("computes with the reader's counts", async () => {
    const { source } = lesson.cells.get("by-hand-numbers") as { source: string };
    await cellOf(page, "by-hand-numbers").rewrite(source.replace("[3, 1]", "[1, 3]"));
    await page.getByText("“fresh” is described by [0.25, 0.75]").waitFor({ timeout: 20_000 });
    await cellOf(page, "by-hand-numbers").rewrite(source);
  });

  it("pre-trains to the best reader, fine-tunes, and stops when asked", async () => {
    await train("pretrain-controls");
    const said = await page.getByText(/^Step 700, after/).textContent();
    const [loss, least] = [...(/a loss of ([\d.]+) .* has ([\d.]+)\./.exec(said ?? "") ?? [])]
      .slice(1)
      .map(Number) as [number, number];
    expect(loss).toBeLessThan(least + 0.03);
    const shares = await cellOf(page, "expectations-table")
      .output.locator("tbody tr")
      .allInnerTexts();
    const after = shares.map((row) => Number(/([\d.]+)\s%/.exec(row)?.[1]));
    expect(after[0]).toBeGreaterThan(90); // tasty and
    expect(after[1]).toBeLessThan(10); // tasty but
    expect(after[2]).toBeLessThan(10); // stale and
    expect(after[3]).toBeGreaterThan(90); // stale but

    const { output } = cellOf(page, "curve-controls");
    await output.getByRole("button", { name: "Train", exact: true }).click();
    const row = cellOf(page, "curve-table").output.locator("tbody tr").first();
    await expect.poll(() => row.textContent(), { timeout: 100_000 }).toMatch(/points/);
    await expect.poll(() => output.textContent(), { timeout: 100_000 }).toMatch(/[5-9] of 20/);
    const started = Date.now();
    await output.getByRole("button", { name: "Stop" }).click();
    await output.locator("[data-training=stopped]").waitFor({ timeout: 5000 });
    expect(Date.now() - started).toBeLessThan(5000);
    const [preTrained, scratch] = [
      ...((await row.textContent()) ?? "").matchAll(/([\d.]+)\s% \(/g),
    ].map(([, share]) => Number(share)) as [number, number];
    expect(preTrained).toBeGreaterThan(85);
    expect(scratch).toBeLessThan(80);
    expect(
      await cellOf(page, "curve-figure").output.locator(".learning-mean").count(),
    ).toBeGreaterThanOrEqual(3);
  });

  it("probes the model", async () => {
    await train("probe-controls");
    const rows = await cellOf(page, "probe-table").output.locator("tbody tr").allInnerTexts();
    expect(rows).toHaveLength(8);
    const property = rows.map((row) => Number(/([\d.]+)\s% \(/.exec(row)?.[1]));
    expect(property[2]).toBeGreaterThan(95);
    for (const untrained of property.slice(4)) expect(untrained).toBeLessThan(85);
    expect(await failures(page)).toEqual([]);
  });

  it("refuses the start and a wrong answer in words, and passes the solution", async () => {
    const id = "trainable";
    const root = page.locator(`[data-exercise="${id}"]`);
    const check = async () => {
      await root.getByRole("button", { name: "Check", exact: true }).click();
      await root.locator(".verdict[data-verdict]").waitFor({ timeout: 30_000 });
      return (await root.locator(".exercise-controls [role=status]").textContent()) ?? "";
    };
    expect(await check()).toMatch(/^Not yet: .{15,}/);
    const answers = wrongAnswers[id] as WrongAnswer[];
    const { source, says } = answers[4] as WrongAnswer;
    await cellOf(page, id).write(source);
    expect(await check()).toContain(says);
    await cellOf(page, id).write(solutionOf(lesson, id));
    expect(await check()).toMatch(/^Passed\./);
    expect(watched.problems).toEqual([]);
    expect(watched.elsewhere).toEqual([]);
  });
});
