import { expect, it } from "vitest";
import { wrongAnswers } from "../lessons/layerNormalization.wrongAnswers.js";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { cellOf } from "./browser.js";
import { openPrepared, wakeAndSettle } from "./lessonPage.js";

const path = "theory/layer-normalization";
const lesson = readLesson(path);

it("runs every cell, agrees with PyTorch, follows an edit and judges an answer", async () => {
  const { page, problems, elsewhere, context } = await openPrepared(`${path}?device=wasm`);
  await wakeAndSettle(page);
  expect(await page.locator('[data-cell][data-state="error"]').count()).toBe(0);
  const verdicts = cellOf(page, "golden-table").output.locator("tbody tr td:last-child");
  expect(await verdicts.allTextContents()).toEqual(Array(11).fill("✓ holds"));

  const cell = cellOf(page, "norm-by-hand");
  const figure = cellOf(page, "norm-figure").output;
  const moments = figure.locator("table").first().locator(".norm-moment");
  expect(await moments.allTextContents()).toEqual(["2", "1", "5", "3"]);
  const source = lesson.cells.get("norm-by-hand")?.source ?? "";
  await cell.rewrite(source.replace("[1, 3]", "[1, 5]"));
  await expect.poll(() => moments.allTextContents()).toEqual(["3", "2", "5", "3"]);

  const root = page.locator('[data-exercise="row-variance"]');
  const check = async () => {
    await root.getByRole("button", { name: "Check", exact: true }).click();
    await root.locator(".verdict[data-verdict]").waitFor({ timeout: 30_000 });
    return (await root.locator(".exercise-controls [role=status]").textContent()) ?? "";
  };
  expect(await check()).toMatch(/^Not yet: /);
  const [wrong] = wrongAnswers["row-variance"] ?? [];
  await cellOf(page, "row-variance").write(wrong?.source ?? "");
  expect(await check()).toContain(wrong?.says);
  await cellOf(page, "row-variance").write(solutionOf(lesson, "row-variance"));
  expect(await check()).toMatch(/^Passed\./);

  expect(problems).toEqual([]);
  expect(elsewhere).toEqual([]);
  await context.close();
});
