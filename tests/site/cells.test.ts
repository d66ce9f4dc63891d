import type { Page } from "playwright";
import { beforeAll, describe, expect, it } from "vitest";
import { cellOf, opened, openPage } from "./browser.js";
import { fixturePage } from "./fixture.js";

const chain = [
  "# Cells",
  "```ts echo id=one\nconst a = 3;\n```",
  "```ts echo id=two\nconst b: number = a * 2;\n```",
  "```ts echo id=three\na + b\n```",
  "The product is ${a * b}.",
  "```ts id=folded\nconst hidden = a + 100;\n```",
].join("\n\n");

let path: string;
beforeAll(async () => {
  path = await fixturePage("chain", chain);
});

/** Opens a page of its own cells and lets everything run. */
async function openCells(name: string, ...cells: [id: string, source: string][]) {
  const fences = cells.map(([id, source]) => `\`\`\`ts echo id=${id}\n${source}\n\`\`\``);
  const watched = await openPage(await fixturePage(name, ["# Cells", ...fences].join("\n\n")));
  await opened(watched.page);
  await watched.page.mouse.wheel(0, 1);
  return watched;
}

const text = (page: Page, id: string) =>
  cellOf(page, id)
    .output.allInnerTexts()
    .then(([first = ""]) => first);

describe("a live cell", () => {
  it("runs as built, with its dependants and the prose", async () => {
    const { page, problems, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    expect(await text(page, "three")).toBe("9");
    await page.getByText("The product is 18.").waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it("opens an editor where the reader clicks, and recomputes what depends on it", async () => {
    const { page, problems, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").write("const a = 5;");
    await page.keyboard.press("Shift+Enter");
    await expect.poll(() => text(page, "three")).toBe("15");
    await page.getByText("The product is 50.").waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it("opens an editor on Enter and leaves it on Escape, with the focus on the cell", async () => {
    const { page, context } = await openPage(path);
    await opened(page);
    const { element } = cellOf(page, "one");
    await element.locator("pre.code").focus();
    await page.keyboard.press("Enter");
    await element.locator(".cm-content").waitFor();
    expect(await page.evaluate(() => document.activeElement?.className)).toContain("cm-content");
    await page.keyboard.press("Escape");
    await element.locator("pre.code").waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("PRE");
    await context.close();
  });

  it("keeps an edit over a reload, says so, and resets", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("const a = 7;");
    await expect.poll(() => text(page, "three")).toBe("21");
    await page.reload();
    await expect.poll(() => text(page, "three")).toBe("21");
    await page.getByText("You changed one cell on this page.").waitFor();
    await cellOf(page, "one").button("Show what I changed").click();
    expect(await cellOf(page, "one").element.locator("ins").textContent()).toContain(
      "const a = 7;",
    );
    await cellOf(page, "one").button("Reset").click();
    await expect.poll(() => text(page, "three")).toBe("9");
    expect(await page.getByText("You changed one cell").count()).toBe(0);
    await page.reload();
    await expect.poll(() => text(page, "three")).toBe("9");
    await context.close();
  });

  it("resets every edited cell at once, after asking", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("const a = 7;");
    await cellOf(page, "two").rewrite("const b = 1;");
    await expect.poll(() => text(page, "three")).toBe("8");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Reset all" }).click();
    await expect.poll(() => text(page, "three")).toBe("9");
    await context.close();
  });

  it("lets a folded cell be opened and edited too", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "folded").becomes("done");
    await cellOf(page, "folded").element.locator("summary").click();
    await cellOf(page, "folded").rewrite("const hidden = 1;\ndisplay(hidden + a);");
    await expect.poll(() => text(page, "folded")).toBe("4");
    await context.close();
  });
});

describe("an error in a cell", () => {
  it("shows the line of the reader's source and marks dependants, and recovers", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("const a = 1;\nnull.x;\nconst c = 2;");
    await cellOf(page, "one").becomes("error");
    expect(await cellOf(page, "one").alert.textContent()).toMatch(/^Line 2: TypeError/);
    await cellOf(page, "three").becomes("error");
    expect(await cellOf(page, "three").alert.textContent()).toContain("needs a");
    await cellOf(page, "one").rewrite("const a = 2;");
    await expect.poll(() => text(page, "three")).toBe("6");
    expect(await cellOf(page, "one").alert.count()).toBe(0);
    expect(await cellOf(page, "three").alert.count()).toBe(0);
    await context.close();
  });

  it("keeps the last good definition when the code is not valid, and underlines the place", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("const a = ;");
    await cellOf(page, "one").becomes("error");
    expect(await cellOf(page, "one").alert.textContent()).toMatch(
      /^Line 1: This is not valid code/,
    );
    expect(
      await cellOf(page, "one").element.locator(".cm-lintRange-error").count(),
    ).toBeGreaterThan(0);
    expect(await text(page, "three")).toBe("9");
    expect(await cellOf(page, "three").state()).toBe("done");
    await context.close();
  });

  it.each([
    ["const b = 1;", "b is already defined in the cell “two”"],
    ["const a = b;", "wait for each other in a circle"],
    ["const a = missing + 1;", "missing is not defined"],
    ["const a = hiden;", "Did you mean hidden?"],
    [
      'import {relu} from "lib/nn/nowhere.js";\nconst a = 1;',
      "There is no module “lib/nn/nowhere.js”",
    ],
    [
      'import {Valu} from "lib/autograd/scalar.js";\nconst a = 1;',
      "no export named Valu. Did you mean Value?",
    ],
    ['import x from "https://example.com/x.js";\nconst a = 1;', "There is no module"],
    ["export const a = 1;", "A cell cannot export"],
    ["b = 3;\nconst a = 1;", "This cell sets b, which it does not declare"],
    ["const a = 1;\nconst display = 2;", "display is a name that the notebook gives"],
    ['throw "oops";\nconst a = 1;', "The cell threw “oops”"],
    ['const a = eval("1 + 1");', "EvalError"],
    ['const a = new Function("return 1")();', "EvalError"],
  ])("says what is wrong with %j", async (source, sentence) => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite(source);
    await cellOf(page, "one").becomes("error");
    expect(await cellOf(page, "one").alert.textContent()).toContain(sentence);
    await cellOf(page, "one").rewrite("const a = 4;");
    await expect.poll(() => text(page, "three")).toBe("12");
    await context.close();
  });

  it("shows an error of a timer or a promise at the cell that made it", async () => {
    const { page, context } = await openCells(
      "later",
      ["timer", "setTimeout(() => {\n  null.x;\n}, 50);"],
      ["promise", "void (async () => {\n  throw new Error('late');\n})();"],
    );
    await expect.poll(() => cellOf(page, "timer").alert.count()).toBe(1);
    await expect.poll(() => cellOf(page, "promise").alert.count()).toBe(1);
    expect(await cellOf(page, "promise").alert.textContent()).toContain("late");
    await context.close();
  });
});

describe("a cell that does not end", () => {
  it.each([
    ["for (;;) {}", 1],
    ["let i = 0;\nwhile (true) i++;", 2],
    ["let n = 0;\n\ndo n++; while (n >= 0);", 3],
    ["const f = (n: number): number => n < 2 ? 1 : f(n - 1) + f(n - 2);\nf(60)", 1],
    ["while (true) await 0;", 1],
  ])("is stopped after a second with its line: %j", async (source, line) => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite(source);
    await cellOf(page, "one").becomes("error");
    expect(await cellOf(page, "one").alert.textContent()).toContain(`line ${line} `);
    await cellOf(page, "one").rewrite("const a = 4;");
    await expect.poll(() => text(page, "three")).toBe("12");
    await context.close();
  });

  it("lets a long loop with pauses run, shows it running, and stops on Stop", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    const source =
      "for (let i = 0; ; i++) {\n  await new Promise(requestAnimationFrame);\n  globalThis.turns = i;\n}";
    await cellOf(page, "one").rewrite(source);
    await cellOf(page, "one").becomes("running");
    await page.waitForTimeout(1500);
    expect(await cellOf(page, "one").state()).toBe("running");
    await cellOf(page, "one").button("Stop").click();
    await cellOf(page, "one").becomes("idle");
    const turns = () => page.evaluate(() => (globalThis as { turns?: number }).turns);
    const before = await turns();
    await page.waitForTimeout(200);
    expect(await turns()).toBe(before);
    expect(before).toBeGreaterThan(10);
    await context.close();
  });

  it("is cancelled by a second Run, even where it waits for ever", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("await new Promise(() => {});\nconst a = 1;");
    await cellOf(page, "one").becomes("running");
    await cellOf(page, "one").rewrite("const a = 10;");
    await expect.poll(() => text(page, "three")).toBe("30");
    await context.close();
  });

  it("does not run by itself on the next visit when it hung the page", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    // A regular expression that backtracks for ever hangs where no guard can stand.
    const source = 'const a = /^(a+)+$/.test("a".repeat(60) + "b") ? 1 : 2;';
    await cellOf(page, "one").rewrite(source);
    await page.waitForTimeout(500);
    const again = await context.newPage();
    await page.close({ runBeforeUnload: false });
    await again.goto(page.url());
    await again.getByText("the cell “one” never finished").waitFor({ timeout: 20_000 });
    expect(await cellOf(again, "three").state()).toBe("idle");
    await cellOf(again, "one").button("Reset").click();
    await cellOf(again, "one").becomes("done");
    await again.getByRole("button", { name: "run everything" }).click();
    await expect.poll(() => text(again, "three")).toBe("9");
    await context.close();
  });
});

describe("?run=off", () => {
  it("opens a page without running anything, and runs one cell or all on demand", async () => {
    const { page, context } = await openPage(`${path}?run=off`);
    await opened(page);
    await page.mouse.wheel(0, 10);
    await page.waitForTimeout(500);
    const states = await page
      .locator("[data-cell]")
      .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.state));
    expect(new Set(states)).toEqual(new Set(["idle"]));
    await cellOf(page, "two").button("Run").click();
    await cellOf(page, "two").becomes("done");
    expect(await cellOf(page, "three").state()).toBe("idle");
    await page.getByRole("button", { name: "run everything" }).click();
    await cellOf(page, "three").becomes("done");
    await context.close();
  });
});

describe("what a cell may hold", () => {
  it("views, generators, classes, several outputs and top-level await", async () => {
    const { page, problems, context } = await openCells(
      "forms",
      [
        "slider",
        "const n = view(Object.assign(document.createElement('input'), {type: 'range', value: '3', max: '9', ariaLabel: 'n'}));",
      ],
      ["square", "n ** 2"],
      [
        "counter",
        "const count = (async function* () {\n  for (let i = 0; i <= 5; i++) yield i;\n})();",
      ],
      ["counted", "count * 10"],
      [
        "type",
        "class Point {\n  x: number;\n  constructor(x: number) { this.x = x; }\n}\nconst {x, ...rest} = {x: 1, y: 2, z: 3};",
      ],
      ["made", "new Point(rest.y + rest.z).x"],
      [
        "wait",
        "const later = await new Promise<number>((resolve) => setTimeout(() => resolve(8), 20));",
      ],
      ["waited", "later"],
      ["several", "display(1);\ndisplay(2);\ndisplay(html`<b>three</b>`);"],
      ["object", "{alpha: 1, beta: [2]}"],
      ["dynamic", 'const {max} = await import("d3");\ndisplay(max([1, 5, 2]));'],
      ["stream", "(function* () { for (let i = 0; i < 4; i++) yield `step ${i}`; })()"],
    );
    await cellOf(page, "dynamic").becomes("done");
    await expect.poll(() => text(page, "square")).toBe("9");
    await cellOf(page, "slider").element.locator("input").fill("5");
    await expect.poll(() => text(page, "square")).toBe("25");
    await expect.poll(() => text(page, "counted")).toBe("50");
    await cellOf(page, "counter").becomes("done");
    expect(await text(page, "made")).toBe("5");
    expect(await text(page, "waited")).toBe("8");
    expect((await text(page, "several")).split(/\s+/)).toEqual(["1", "2", "three"]);
    expect(await text(page, "object")).toContain("alpha: 1");
    expect(await text(page, "dynamic")).toBe("5");
    await expect.poll(() => text(page, "stream")).toMatch(/step 3/);
    expect(problems).toEqual([]);
    await context.close();
  });

  it("frees what it holds when it is run again", async () => {
    const { page, context } = await openCells("invalidation", [
      "made",
      "globalThis.freed ??= 0;\ninvalidation.then(() => globalThis.freed++);\nconst made = 1;",
    ]);
    await cellOf(page, "made").becomes("done");
    await cellOf(page, "made").button("Run").click();
    await expect.poll(() => page.evaluate(() => (globalThis as { freed?: number }).freed)).toBe(1);
    await context.close();
  });

  it("only files that the lesson uses", async () => {
    const { page, context } = await openCells("files", [
      "file",
      'const name = "x";\nawait FileAttachment(`${name}.json`).json();',
    ]);
    await cellOf(page, "file").becomes("error");
    expect(await cellOf(page, "file").alert.textContent()).toContain("has no file “x.json”");
    await context.close();
  });
});

describe("a cell that waits for a prediction", () => {
  it("does not run, even for its dependants, until the reader has guessed or skipped", async () => {
    const question =
      "```predict id=guess for=held\nWhich?\n- [ ] one :: One.\n- [ ] two :: Two.\n```";
    const cells = "```ts echo id=held\nconst h = 1;\n```\n\n```ts echo id=after\nh + 1\n```";
    const path = await fixturePage(
      "predict",
      `# Predict\n\n${question}\n\n${cells}\n\nIt is ${"${h}"}.`,
    );
    const { page, context } = await openPage(path);
    await opened(page);
    await page.mouse.wheel(0, 1);
    await page.waitForTimeout(500);
    expect(await cellOf(page, "held").state()).toBe("idle");
    expect(await text(page, "after")).toBe("");
    await page.getByRole("button", { name: /^Skip/ }).click();
    await cellOf(page, "held").becomes("done");
    await expect.poll(() => text(page, "after")).toBe("2");
    await context.close();
  });
});

describe("a tensor as a cell's value", () => {
  it("shows shape, dtype, range, axis names and numbers, and steps through leading axes", async () => {
    const { page, problems, context } = await openCells(
      "tensors",
      [
        "imports",
        'import * as tf from "@tensorflow/tfjs";\nimport {nameAxes} from "lib/tensor/axisNames.js";',
      ],
      [
        "cube",
        'const cube = nameAxes(tf.range(0, 24).reshape([2, 3, 4]), "BTC");\ncube.print;\ndisplay(cube);',
      ],
      ["long", "tf.range(0, 1000)"],
      ["odd", "tf.tensor([NaN, -Infinity, 2])"],
      ["gone", "const gone = tf.scalar(1);\ngone.dispose();\ndisplay(gone);"],
    );
    await expect.poll(() => text(page, "cube")).toContain("float32 [B 2, T 3, C 4] from 0 to 23");
    expect(await cellOf(page, "cube").output.locator("td", { hasText: /^11$/ }).count()).toBe(1);
    await cellOf(page, "cube").element.getByRole("button", { name: "Next B" }).click();
    await expect
      .poll(() => cellOf(page, "cube").output.locator("td", { hasText: /^12$/ }).count())
      .toBe(1);
    await expect.poll(() => text(page, "long")).toMatch(/…/);
    await expect.poll(() => text(page, "odd")).toMatch(/NaN/);
    await expect.poll(() => text(page, "gone")).toContain("has been disposed");
    expect(problems).toEqual([]);
    await context.close();
  });
});
