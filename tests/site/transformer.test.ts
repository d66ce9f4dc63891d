import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WrongAnswer } from "../lessons/backpropagation.wrongAnswers.js";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { wrongAnswers } from "../lessons/transformer.wrongAnswers.js";
import { cellOf, opened, type Watched } from "./browser.js";
import { failures, openPrepared, settle } from "./lessonPage.js";

const path = "theory/transformer";
const lesson = readLesson(path);

describe("the lesson on the Transformer", () => {
  let watched: Watched;
  let page: Page;
  const press = (controls: string, name: string) =>
    cellOf(page, controls).output.getByRole("button", { name, exact: true }).click();
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
    expect(verdicts).toHaveLength(5);
    for (const verdict of verdicts) expect(verdict).toMatch(/✓ holds|holds$/);
  });

  it("shows any tensor of the reader's sentence, cross-attention with Chinese rows", async () => {
    const map = cellOf(page, "chosen-figure").output;
    await expect.poll(() => map.textContent()).toContain("multihead_attn.weights");
    expect(await map.textContent()).toMatch(/The query .本?.* reads the key/);
    await cellOf(page, "own-choices").output.getByLabel("does").selectOption("steal");
    await page.getByText("她昨天偷了两本书。").first().waitFor({ timeout: 20_000 });
    const flow = cellOf(page, "flow-figure").output;
    await flow.getByRole("button", { name: /^logits/ }).click();
    await expect.poll(() => map.textContent()).toContain("The numbers of logits");
    expect(await flow.locator('[aria-pressed="true"]').count()).toBe(1);
  });

  it("learns to translate, live, stops when asked, and writes the reader's sentence", async () => {
    const { output } = cellOf(page, "translate-controls");
    await press("translate-controls", "Train");
    const size = cellOf(page, "flow-figure").output.getByRole("button", { name: /^logits/ });
    const before = await size.textContent();
    await expect.poll(() => output.textContent(), { timeout: 60_000 }).toMatch(/Step [12]\d,/);
    await expect.poll(() => size.textContent(), { timeout: 60_000 }).not.toBe(before);
    await press("translate-controls", "Stop");
    await output.locator("[data-training=stopped]").waitFor({ timeout: 5000 });
    await press("translate-controls", "Train again");
    await output.locator("[data-training=done]").waitFor({ timeout: 250_000 });
    const rows = cellOf(page, "judged-table").output.locator("tbody tr");
    await rows.first().waitFor({ timeout: 100_000 });
    const exact = (await rows.locator("td:nth-child(2)").allInnerTexts()).map(Number.parseFloat);
    expect(exact[0]).toBeLessThan(10);
    for (const share of exact.slice(1)) expect(share).toBeGreaterThanOrEqual(95);
    await page.getByText("as the model writes it now: 她昨天偷了两本书。").waitFor();
    expect(await failures(page)).toEqual([]);
  });

  it("runs a reader's edit, refuses a wrong answer in words, and passes the solution", async () => {
    const { source } = lesson.cells.get("by-hand") as { source: string };
    await cellOf(page, "by-hand").rewrite(source.replace("[[1, 0], [0, 1]]", "[[0, 1], [1, 0]]"));
    await page.getByText("so gets [8.04, 1.96]").waitFor({ timeout: 20_000 });
    const id = "teach";
    const root = page.locator(`[data-exercise="${id}"]`);
    const check = async () => {
      await root.getByRole("button", { name: "Check", exact: true }).click();
      await root.locator(".verdict[data-verdict]").waitFor({ timeout: 30_000 });
      return (await root.locator(".exercise-controls [role=status]").textContent()) ?? "";
    };
    expect(await check()).toMatch(/^Not yet: .{15,}/);
    const [{ source: wrong, says }] = wrongAnswers[id] as [WrongAnswer];
    await cellOf(page, id).write(wrong);
    expect(await check()).toContain(says);
    await cellOf(page, id).write(solutionOf(lesson, id));
    expect(await check()).toMatch(/^Passed\./);
    expect(watched.problems).toEqual([]);
    expect(watched.elsewhere).toEqual([]);
  });
});
