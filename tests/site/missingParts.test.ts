import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellOf } from "./browser.js";
import { openLesson } from "./lessonPage.js";

type Opened = Awaited<ReturnType<typeof openLesson>>;

describe("a page whose late parts are gone", () => {
  let lesson: Opened;
  beforeAll(async () => {
    lesson = await openLesson("device=wasm");
    await cellOf(lesson.page, "one-step").becomes("done");
    // As after a new build: what was not loaded yet has another name now.
    await lesson.page.route(/\/(judge|changes|editor)\.[^/]*js$/, (route) => route.abort());
  });
  afterAll(() => lesson.context.close());

  const notice = () => lesson.page.locator(".notice", { hasText: "could not be loaded" });

  it("says so when an editor is wanted, and reads on", async () => {
    const { page, problems } = lesson;
    await cellOf(page, "one-step").element.locator("pre.code").click();
    await notice().waitFor();
    expect(await notice().textContent()).toContain("Your edits and answers are kept.");
    expect(await cellOf(page, "one-step").state()).toBe("done");
    expect(problems.filter((text) => !text.includes("Failed to load resource"))).toEqual([]);
  });

  it("says so instead of a verdict, and lets one try again", async () => {
    const { page } = lesson;
    const exercise = page.locator("[data-exercise='tanh-slope']");
    const check = exercise.getByRole("button", { name: "Check", exact: true });
    await check.click();
    const status = exercise.locator(".exercise-controls [role=status]");
    await expect.poll(() => status.textContent()).toBe("");
    expect(await check.getAttribute("aria-disabled")).toBeNull();
    expect(await notice().count()).toBe(1);
  });

  it("is whole again once it has been loaded again", async () => {
    const { page } = lesson;
    await page.unroute(/\/(judge|changes|editor)\.[^/]*js$/);
    await notice().getByRole("button", { name: "Load the page again" }).click();
    await page.locator(":root[data-opened]").waitFor({ state: "attached" });
    expect(await notice().count()).toBe(0);
    await cellOf(page, "one-step").element.locator("pre.code").click();
    await cellOf(page, "one-step").element.locator(".cm-content").waitFor();
  });
});
