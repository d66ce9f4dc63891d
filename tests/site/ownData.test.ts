import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellOf } from "./browser.js";
import { failures, openLesson, settle } from "./lessonPage.js";

/** Rows of two classes that a line parts, and a column of the line's distance. */
function table(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [height, width] = [((i * 37) % 100) / 10, ((i * 61) % 100) / 10];
    return `${height},${width},${height + width > 10 ? "cat" : "dog"}`;
  });
  return ["height,width,kind", ...lines, ""].join("\n");
}
const good = table(80);
const changed = (line: number, change: (text: string) => string) =>
  good
    .split("\n")
    .map((text, i) => (i + 1 === line ? change(text) : text))
    .join("\n");

let page: Page;
let problems: string[];
beforeAll(async () => {
  ({ page, problems } = await openLesson("device=wasm"));
  await settle(page);
});
afterAll(() => page.context().close());

const chooser = () => cellOf(page, "own-data").output.locator(".data-chooser");
const status = () => chooser().locator("> [role=status]");
const alerts = () =>
  page
    .locator('[data-cell^="own-"] [role=alert]')
    .allInnerTexts()
    .then((texts) => texts.map((text) => text.trim()).filter(Boolean));
const prose = (text: string | RegExp) => page.locator("[data-inline]", { hasText: text });
const open = (name: string, buffer: Buffer) =>
  chooser().locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });

/** Opens a good file of so many rows, trains on it, and reads the verdict. */
async function trainOn(rows: number): Promise<string> {
  await open("good.csv", Buffer.from(table(rows)));
  await expect
    .poll(() => status().textContent())
    .toBe(`${rows} rows and 3 columns read from good.csv.`);
  await prose(`${rows} rows, 2 features, 2 classes.`).waitFor();
  expect(await alerts()).toEqual([]);
  return train();
}

async function train(): Promise<string> {
  const controls = cellOf(page, "own-controls").output;
  await controls.getByRole("button", { name: /^Train/ }).click();
  await controls.locator("[data-training=done]").waitFor({ timeout: 60_000 });
  const verdict = prose(/^Step 300, after .* Always saying (cat|dog) gets/);
  await verdict.waitFor();
  await cellOf(page, "own-draw").output.locator("table").waitFor();
  return (await verdict.textContent()) ?? "";
}

const shareOf = (verdict: string) => Number(/right \(([\d.]+)\s%\)/.exec(verdict)?.[1]);

describe("the reader's own table", () => {
  it("is pasted, trained on and judged by rows that were held out", async () => {
    await chooser().locator("textarea").fill(good);
    await chooser().getByRole("button", { name: "Read the table" }).click();
    await expect
      .poll(() => status().textContent())
      .toBe("80 rows and 3 columns read from the pasted text.");
    await prose("80 rows, 2 features, 2 classes.").waitFor();
    expect(await chooser().getByLabel("Predict this column").inputValue()).toBe("kind");
    const verdict = await train();
    expect(verdict).toMatch(/: \d+ of 20 held-out rows right/);
    expect(shareOf(verdict)).toBeGreaterThanOrEqual(85);
    expect(await failures(page)).toEqual([]);
  });

  it("trains again when another target is chosen", async () => {
    const rows = good
      .split("\n")
      .map((line, i) =>
        i === 0 ? `${line},size` : line && `${line},${i % 3 === 0 ? "big" : "small"}`,
      );
    await open("two.csv", Buffer.from(rows.join("\n")));
    await chooser().getByLabel("Predict this column").selectOption("kind");
    await prose("80 rows, 4 features, 2 classes.").waitFor();
    expect(await train()).toContain("held-out rows right");
  });
});

const bytes = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding);
const refused: [name: string, file: Buffer, says: RegExp][] = [
  ["an empty file", bytes(""), /^The table is empty\./],
  ["only line breaks", bytes("\n\r\n\n"), /^The table is empty\./],
  ["only a header", bytes("height,width,kind\n"), /^Only the column names on line 1 were found\./],
  [
    "a ragged line",
    bytes(changed(7, (text) => `${text},9`)),
    /^Line 7 has 4 values, but the first line names 3 columns/,
  ],
  ["a quote that never closes", bytes(changed(5, (text) => `"${text}`)), /on line 5 /],
  [
    "Latin-1",
    bytes(
      changed(1, () => "Höhe,width,kind"),
      "latin1",
    ),
    /not stored as UTF-8/,
  ],
  ["UTF-16 with its mark", bytes(`\uFEFF${good}`, "utf16le"), /stored as UTF-16/],
  ["UTF-16 without a mark", bytes(good, "utf16le"), /stored as UTF-16/],
  ["NUL bytes", bytes(changed(9, (text) => `${text}\0`)), /bytes that no CSV file has/],
  ["a spreadsheet", bytes(`PK\x03\x04${good}`, "latin1"), /looks like a spreadsheet/],
];

describe("a file that cannot be read", () => {
  it.each(refused)("%s gets a sentence, and the next good file works", async (_, file, says) => {
    await open("bad.csv", file);
    await expect.poll(() => chooser().locator("> [role=alert]").textContent()).toMatch(says);
    const [alert, ...others] = await alerts();
    expect(alert).toMatch(/\.$/);
    expect(others).toEqual([]);
    await open("good.csv", bytes(table(60)));
    await expect
      .poll(() => status().textContent())
      .toBe("60 rows and 3 columns read from good.csv.");
    await expect.poll(alerts).toEqual([]);
  });

  it("of 100 MB is refused at once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "large-models-live-"));
    const path = join(folder, "huge.csv");
    writeFileSync(path, good);
    truncateSync(path, 100_000_000); // sparse: it takes no room
    await chooser().locator("input[type=file]").setInputFiles(path);
    await expect
      .poll(() => chooser().locator("> [role=alert]").textContent(), { timeout: 10_000 })
      .toMatch(/^The table has 100 MB, more than the 20 MB this page reads\./);
    rmSync(folder, { recursive: true });
    expect(shareOf(await trainOn(70))).toBeGreaterThan(75);
  });
});

const unfit: [name: string, file: string, target: string, says: RegExp][] = [
  [
    "a target of measured numbers",
    good,
    "height",
    /“height” looks like a quantity \(\d+ different numbers\), not a class\./,
  ],
  [
    "a target that names each row",
    good.replaceAll(/(cat|dog)/g, (_, kind: string, at: number) => `${kind}${at}`),
    "kind",
    /^.*Every row has its own value of “kind”/,
  ],
  [
    "a feature with a word among its numbers",
    changed(12, (text) => text.replace(/^[^,]+/, "tall")),
    "kind",
    /Column “height” is mostly numbers, but line 12 says “tall”/,
  ],
  [
    "a single class",
    good.replaceAll("dog", "cat"),
    "kind",
    /Every row has the same value of “kind”: “cat”/,
  ],
  ["too few rows", table(4), "kind", /Only 4 rows have every chosen value/],
];

describe("a table that cannot be learnt from", () => {
  it.each(unfit)("%s: a sentence, and the next good file trains", async (_, file, target, says) => {
    await open("unfit.csv", bytes(file));
    await expect.poll(() => status().textContent()).toContain("read from unfit.csv.");
    await chooser().getByLabel("Predict this column").selectOption(target);
    await cellOf(page, "own-task").becomes("error");
    await expect.poll(() => cellOf(page, "own-task").alert.textContent()).toMatch(says);
    expect(shareOf(await trainOn(80))).toBeGreaterThanOrEqual(85);
  });

  it("leaves the rest of the page alone", async () => {
    expect(await failures(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
