import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inRepository } from "../../lib/site/paths.js";
import type { WrongAnswer } from "../lessons/backpropagation.wrongAnswers.js";
import { wrongAnswers } from "../lessons/gpt.wrongAnswers.js";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { cellOf, opened, type Watched } from "./browser.js";
import { failures, openPrepared, settle } from "./lessonPage.js";

const path = "models/gpt";
const lesson = readLesson(path);
const golden = JSON.parse(readFileSync(inRepository("data/gpt-golden.json"), "utf8"));
const hub = "https://huggingface.co";

describe("the lesson on GPT", () => {
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

  it("runs every cell, and opens PyTorch's checkpoints with its logits", async () => {
    expect(await failures(page)).toEqual([]);
    const verdicts = await cellOf(page, "golden-table").output.locator("tbody tr").allInnerTexts();
    expect(verdicts).toHaveLength(5);
    for (const verdict of verdicts) expect(verdict).toMatch(/holds$/);
  });

  it("learns to write, is kept, and comes back", async () => {
    const controls = cellOf(page, "gpt-controls").output;
    await controls.getByRole("button", { name: "Train", exact: true }).click();
    const verdict = page.getByText(/^Step \d+, after/);
    await expect
      .poll(() => verdict.textContent(), { timeout: 200_000 })
      .toMatch(/Beaten so far: bigram/);
    await controls.getByRole("button", { name: "Stop", exact: true }).click();
    expect((await cellOf(page, "sample-text").output.textContent())?.length).toBeGreaterThan(30);
    const step = Number(/^Step (\d+)/.exec((await verdict.textContent()) ?? "")?.[1]);
    const shelf = cellOf(page, "shelf").output;
    await shelf.getByRole("button", { name: "Keep this training" }).click();
    await shelf.getByText("Kept as “my first GPT”.").waitFor();
    const row = shelf.locator("li").first();
    const taken = Number(
      /after ([\d,]+) updates/.exec((await row.textContent()) ?? "")?.[1]?.replace(",", ""),
    );
    expect(taken).toBeGreaterThanOrEqual(step);
    await page.reload();
    await opened(page);
    await page.mouse.wheel(0, 1);
    await settle(page);
    await cellOf(page, "shelf")
      .output.getByRole("button", { name: /^Bring back/ })
      .click();
    const back = page.getByText(/^Brought back, after \d+ updates/);
    await back.waitFor({ timeout: 60_000 });
    expect(await back.textContent()).toContain(`after ${taken} updates`);
    await cellOf(page, "shelf")
      .output.getByRole("button", { name: /^Delete/ })
      .click();
    await cellOf(page, "shelf").output.getByText("None is kept yet.").waitFor();
    await cellOf(page, "write-button").output.getByRole("button").click();
    const written = cellOf(page, "written-text").output;
    await expect.poll(async () => (await written.textContent())?.length).toBeGreaterThan(60);
  });

  it("asks a hub for the size, fetches with the reader's leave, keeps it, and refuses in words", async () => {
    const config = JSON.stringify(golden.config);
    const weights = Buffer.from(golden.cases[0].file, "base64");
    const asked: string[] = [];
    let status = 200;
    await page.route(`${hub}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      asked.push(pathname);
      const headers = { "Access-Control-Allow-Origin": "*" };
      if (status !== 200) return route.fulfill({ status, headers, body: "no" });
      if (pathname.startsWith("/api/"))
        return route.fulfill({
          headers,
          json: [
            { path: "config.json", size: config.length },
            { path: "model.safetensors", size: 99, lfs: { oid: "", size: weights.length } },
          ].map(({ lfs, ...file }) => (lfs ? { ...file, lfs: { ...lfs, oid: sha256 } } : file)),
        });
      const body = pathname.endsWith(".json") ? config : weights;
      return route.fulfill({ headers, body, contentType: "application/octet-stream" });
    });
    const { createHash } = await import("node:crypto");
    let sha256 = createHash("sha256").update("another file").digest("hex");
    const opener = cellOf(page, "opener").output;
    const press = (name: string | RegExp) => opener.getByRole("button", { name }).click();
    const alert = opener.getByRole("alert");

    await press("How large is it?");
    await opener.getByText(/^config.json and model.safetensors: /).waitFor();
    expect(asked).toEqual(["/api/models/openai-community/gpt2/tree/main"]);
    await press(/^Fetch/);
    await expect.poll(() => alert.textContent()).toContain("It was damaged or replaced on the way");

    sha256 = createHash("sha256").update(weights).digest("hex");
    await press("How large is it?");
    await press(/^Fetch/);
    await opener.getByText("Opened “openai-community/gpt2”.").waitFor();
    await page.getByText(/^Opened: [\d,]+ parameters/).waitFor();

    await press("How large is it?");
    await opener.getByText(/are kept in this browser\. Nothing is fetched\.$/).waitFor();
    const before = asked.length;
    await press("Open it");
    await opener.getByText("Opened “openai-community/gpt2”.").waitFor();
    expect(asked.length).toBe(before);
    await press("How large is it?");
    await press("Delete it from this browser");
    await opener.getByText("Deleted.").waitFor();

    status = 429;
    await press("How large is it?");
    await expect.poll(() => alert.textContent()).toContain("has been asked too often");
    await page.unroute(`${hub}/**`);
  });

  it("refuses the start and a wrong answer in words, and passes the solution", async () => {
    const id = "nucleus";
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
    expect(watched.problems.filter((text) => !text.includes("429"))).toEqual([]);
    expect(watched.elsewhere.filter((address) => !address.startsWith(hub))).toEqual([]);
  });
});
