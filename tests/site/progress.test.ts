import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { describe, expect, inject, it } from "vitest";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { cellOf, opened } from "./browser.js";
import { lessonPath, openLesson } from "./lessonPage.js";

const lesson = readLesson(lessonPath);

/** Passes the first exercise and answers the first question. */
async function work(page: Page): Promise<void> {
  const exercise = page.locator('[data-exercise="tanh-slope"]');
  await cellOf(page, "tanh-slope").write(solutionOf(lesson, "tanh-slope"));
  await exercise.getByRole("button", { name: "Check", exact: true }).click();
  await exercise.getByText(/^Passed\./).waitFor();
  const quiz = page.locator('[data-coursework="quiz"][data-id="shared-node"]');
  await quiz.getByRole("radio", { name: "7", exact: true }).check();
  await quiz.getByRole("button", { name: "Check the answer" }).click();
  await quiz.getByText("Right, at once.").waitFor();
}

async function openProgress(page: Page): Promise<void> {
  await page.goto(new URL("progress", inject("address")).href);
  await opened(page);
}

/** The lesson's row: exercises, questions, predictions. */
const row = (page: Page) =>
  page
    .locator("table.progress-table tbody tr", { hasText: "Backpropagation" })
    .locator("td")
    .allTextContents()
    .then((texts) => texts.slice(0, 3));
const choose = (page: Page, name: string, text: string | Buffer) =>
  page
    .locator('[data-progress="file"] input[type=file]')
    .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });

/** Presses the button that saves, and reads the file. */
async function save(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save progress to a file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^large-models-live-\d{4}-\d\d-\d\d\.json$/);
  return readFileSync(await download.path(), "utf8");
}

async function forgetEverything(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Forget everything" }).click();
  await page.getByRole("button", { name: "Forget them" }).click();
  await page.getByText("Everything is forgotten.").waitFor();
}

const all = [/data-exercise="/g, /^```quiz /gm, /^```predict /gm].map(
  (pattern) => lesson.markdown.match(pattern)?.length,
);
const done = [`1 of ${all[0]}`, `1 of ${all[1]}`, `0 of ${all[2]}`];
const nothing = all.map((count) => `0 of ${count}`);

describe("progress", () => {
  it("is shown, saved to a file, forgotten and brought back after a preview", async () => {
    const { page, problems, context } = await openLesson("device=wasm");
    await work(page);
    await openProgress(page);
    expect(await row(page)).toEqual(done);
    const file = await save(page);
    await page.getByText(/^Saved 2 answers and 1 edited cell\.$/).waitFor();

    await page.getByRole("button", { name: "Forget everything" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await row(page)).toEqual(done);
    await forgetEverything(page);
    expect(await row(page)).toEqual(nothing);
    await page.goto(new URL(lessonPath, inject("address")).href);
    await opened(page);
    expect(await page.getByText("You have passed this exercise.").count()).toBe(0);
    expect(await page.getByText("You changed one cell").count()).toBe(0);

    await openProgress(page);
    await choose(page, "progress.json", file);
    const preview = page.locator(".import-preview");
    await preview.getByText("What this file would change").first().waitFor();
    expect(await preview.locator("tbody tr").allTextContents()).toEqual(["Backpropagation300"]);
    expect(await row(page)).toEqual(nothing); // a preview changes nothing
    await preview.getByRole("button", { name: "Bring it in" }).click();
    await page.getByText("Done: 3 records added, 0 changed.").waitFor();
    await expect.poll(() => row(page)).toEqual(done);
    await choose(page, "progress.json", file);
    await preview.getByText("Everything in this file is already here.").waitFor();

    await page.goto(new URL(lessonPath, inject("address")).href);
    await opened(page);
    await page.getByText("You have passed this exercise.").waitFor();
    await page.getByText("You changed one cell on this page.").waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it("refuses a damaged, foreign or newer file in words, and changes nothing", async () => {
    const { page, context } = await openLesson("device=wasm");
    await work(page);
    await openProgress(page);
    const file = await save(page);
    await forgetEverything(page);
    const whole = JSON.parse(file);
    const refused: [text: string | Buffer, says: RegExp][] = [
      [
        file.replace('"tries": 1', '"tries": 2'),
        /^This file is damaged: its contents do not match/,
      ],
      [file.slice(0, -40), /^This file is damaged: it is cut short/],
      [
        JSON.stringify({ ...whole, version: 99 }),
        /^This file was saved by a newer version .*format 99/,
      ],
      [
        JSON.stringify({ name: "package", version: "1.0.0" }),
        /^This file was not saved by this course\./,
      ],
      ["", /^This file was not saved by this course\./],
      [Buffer.from([0xff, 0xd8, 0xff, 0x00]), /^This file is not text/],
    ];
    for (const [text, says] of refused) {
      expect(text).not.toBe(file);
      await choose(page, "progress.json", text);
      const alert = page.locator('[data-progress="file"] [role=alert]');
      await expect.poll(() => alert.textContent()).toMatch(says);
      expect(await alert.textContent()).toContain("Nothing has changed.");
      expect(await page.locator(".import-preview").isVisible()).toBe(false);
      expect(await row(page)).toEqual(nothing);
    }
    await choose(page, "progress.json", file);
    await page.getByRole("button", { name: "Bring it in" }).click();
    await expect.poll(() => row(page)).toEqual(done);
    await context.close();
  });
});

/** Ways in which a browser keeps a page from storing anything. */
const denials: [how: string, prepare: () => void][] = [
  [
    "throws",
    () => {
      const denied = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
      for (const name of ["indexedDB", "localStorage", "sessionStorage"])
        Object.defineProperty(globalThis, name, { get: denied });
    },
  ],
  [
    "is not there",
    () => {
      for (const name of ["indexedDB", "localStorage", "sessionStorage", "BroadcastChannel"])
        Object.defineProperty(globalThis, name, { value: undefined });
    },
  ],
  [
    "opens nothing",
    () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("Quota exceeded.", "QuotaExceededError");
      };
    },
  ],
];

describe.each(denials)("where storage %s", (_, prepare) => {
  it("the page says that it works in memory only, and works", async () => {
    const { page, problems, context } = await openLesson("device=wasm", prepare);
    const notice = page.getByText("This browser stores nothing for this page");
    await notice.first().waitFor();
    await work(page);
    await cellOf(page, "by-hand").becomes("done");
    await openProgress(page);
    await notice.first().waitFor();
    expect(await row(page)).toEqual(nothing);
    expect(problems).toEqual([]);
    await context.close();
  });
});
