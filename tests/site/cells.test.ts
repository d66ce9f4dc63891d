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

  it("has its buttons free while the editor lists names", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").write("");
    await page.keyboard.type("const a = b");
    await page.keyboard.press("Control+Space"); // a busy page may have closed the list again
    await page.locator(".cm-tooltip-autocomplete").waitFor();
    await cellOf(page, "one").button("Run").click({ timeout: 5000 });
    await cellOf(page, "one").becomes("error");
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
    ['const a = eval("1 + 1");', /^Line 1: EvalError: this page never runs text as code.*\.$/],
    ['const a = new Function("return 1")();', /^Line 1: EvalError: this page never runs text/],
    [`const a = ${"1 + ".repeat(3000)}1;`, "nested too deeply"],
    [`const a = ${"(".repeat(9000)}1${")".repeat(9000)};`, "nested too deeply"],
    ["const a = 1;\nconst c =\n  missing;", "Line 3: missing is not defined"],
    ['const a = 1;\nimport {x} from "nowhere";', "Line 2: There is no module"],
    ['const a = 1;\n\nimport {x} from "d3";', "Line 3: “d3” has no export named x"],
  ])("says what is wrong with %j", async (source, sentence) => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite(source);
    await cellOf(page, "one").becomes("error");
    expect(await cellOf(page, "one").alert.textContent()).toMatch(sentence);
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

describe("names that change", () => {
  it("say so where they are missed, may be exchanged, and are all reset together", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("const aa = 3;");
    await cellOf(page, "two").becomes("error");
    for (const id of ["two", "three"]) {
      await expect
        .poll(() => cellOf(page, id).alert.textContent())
        .toBe("a is not defined: no cell on this page declares it. Did you mean aa?");
    }
    await page.getByText("(not known: a cell has failed)").waitFor();
    await cellOf(page, "one").rewrite("aa + 1");
    await expect.poll(() => cellOf(page, "one").alert.textContent()).toContain("aa is not defined");
    await cellOf(page, "one").rewrite("const interim = 1;");
    await cellOf(page, "one").becomes("done");
    await cellOf(page, "two").rewrite("const a = 2;");
    await cellOf(page, "two").becomes("done");
    await cellOf(page, "one").rewrite("const b = a + 1;");
    await expect.poll(() => text(page, "three")).toBe("5");
    const prose = page.getByText("The product is 6.");
    await prose.waitFor();
    expect(await prose.locator("[title]").count()).toBe(0);
    await page.reload();
    await expect.poll(() => text(page, "three")).toBe("5");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Reset all" }).click();
    await expect.poll(() => text(page, "three")).toBe("9");
    await expect.poll(() => page.locator("[data-state=error]").count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    await context.close();
  });

  it.each([
    ["const b = 1;", "b is already defined in the cell “two”"],
    ["const a = ;", "This is not valid code"],
  ])(
    "leave the lesson's own code running after a reload, and the error: %j",
    async (source, sentence) => {
      const { page, context } = await openPage(path);
      await cellOf(page, "three").becomes("done");
      await cellOf(page, "one").rewrite(source);
      await cellOf(page, "one").becomes("error");
      await page.reload();
      await expect.poll(() => text(page, "three")).toBe("9");
      expect(await cellOf(page, "one").state()).toBe("error");
      expect(await cellOf(page, "one").alert.textContent()).toContain(sentence);
      await cellOf(page, "one").button("Reset").click();
      await cellOf(page, "one").becomes("done");
      await context.close();
    },
  );

  it("tell that the lesson has changed since the edit, until the reader decides", async () => {
    const { page, context } = await openCells("changing", ["cell", "display(1);"]);
    await cellOf(page, "cell").rewrite("display(2);");
    await expect.poll(() => text(page, "cell")).toBe("2");
    await openCells("changing", ["cell", "display(3);"]).then((other) => other.context.close());
    await page.reload();
    await expect.poll(() => text(page, "cell")).toBe("2");
    const remark = page.getByText("own version of this cell has changed");
    await cellOf(page, "cell").becomes("done");
    expect(await remark.count()).toBe(1);
    await cellOf(page, "cell").button("Reset").click();
    await expect.poll(() => text(page, "cell")).toBe("3");
    expect(await remark.count()).toBe(0);
    await context.close();
  });
});

describe("odd code", () => {
  it("says what is wrong, or shows what it is, and never hangs its cell", async () => {
    const { page, context } = await openCells("odd", ["cell", "1"], ["other", "2"]);
    const cell = cellOf(page, "cell");
    const fails: [source: string, sentence: string][] = [
      ["function then() {}", "then cannot be the name"],
      ["const p = Promise.reject(new Error('refused'));", "Line 1: refused"],
      ["const p = new Proxy({}, {\n  get() { throw new Error('trap'); }\n});", "Line 2: trap"],
      ["const {proxy, revoke} = Proxy.revocable({}, {});\nrevoke();", "has been revoked"],
      ["throw {toJSON() { throw 1 }, toString() { throw 2 }};", "The cell threw object"],
      ["throw () => 1;", "The cell threw function"],
      ["throw new Error('long'.repeat(1e6));", "…"],
      ["throw 'long'.repeat(1e6);", "…"],
      ["const e = new Error();\ne.stack = 5;\nthrow e;", "Error"],
      ["display(new Proxy({}, {ownKeys() { throw new Error('trap') }}));", "trap"],
      ["view(3)", "view shows a control"],
      ["throw '<img src=x onerror=alert(1)>'", "“<img src=x onerror=alert(1)>”"],
      ["1;\nsetTimeout('alert(1)');", "Line 2: EvalError: this page never runs text as code"],
      ["setInterval(`alert(${1})`, 10)", "a timer takes a function"],
      ["const a = '//# sourceURL=b';\nnull.x;\n//# sourceURL=x.js", "Line 2: TypeError"],
      ["[1,\n(null.x)] //@ sourceURL=x.js", "Line 2: TypeError"],
      ["await import(Symbol('x'))", "no module “Symbol(x)”"],
      [
        "new MutationObserver(() => null.x).observe(document.body, {attributes: true});\ndocument.body.dataset.odd = 1;",
        "Line 1: TypeError",
      ],
      ["let __tick = 1;\n{ const __cell = 2; for (;;); }", "the loop at line 2 "],
      ["for (;;) try { for (;;); } catch {}", "the loop at line 1 "],
      ["setInterval(() => { while (true); });", "the loop at line 1 "],
    ];
    for (const [source, sentence] of fails) {
      await cell.rewrite(source);
      await expect.poll(() => cell.alert.allTextContents(), { timeout: 5000 }).toHaveLength(1);
      await cell.becomes("error");
      expect(await cell.alert.textContent(), source).toContain(sentence);
      await cell.rewrite("display('well')");
      await cell.becomes("done");
      await expect.poll(() => text(page, "cell")).toBe('"well"');
    }
    const shows: [source: string, shown: RegExp][] = [
      ["display(document)", /^HTMLDocument/],
      ["display(document.createAttribute('x'))", /^Attr/],
      ["const o = {};\no.o = o;\ndisplay(o);", /^Object/],
      ["display(Array.from({length: 1e6}, (_, i) => i))", /^Array\(1000000\)/],
      ["const __proto__ = 1, constructor = 2;\ndisplay(__proto__ + constructor);", /^3$/],
      ["(await import('d3', {with: {}})).max([1, 4])", /^4$/],
      [
        "const enqueue = <T,>(x: T) => x satisfies T;\ndisplay(enqueue('</script><!--'));",
        /script/,
      ],
      ["setTimeout(() => display('late'), 100);", /^"late"$/],
      ["import.meta.url.slice(0, 5)", /blob:/],
      ["const twin = {next() {}, return() {}};\ndisplay(typeof twin.next);", /function/],
      ["({next() {}, return() {}})", /^Object/],
    ];
    for (const [source, shown] of shows) {
      await cell.rewrite(source);
      await expect.poll(() => text(page, "cell"), { message: source }).toMatch(shown);
      expect(await cell.alert.count()).toBe(0);
    }
    await context.close();
  });

  it("that spoils the page is gone with ?run=off", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("Array.prototype.map = null;\ndocument.body.innerHTML = '';");
    await expect.poll(() => page.locator("[data-cell]").count()).toBe(0);
    await page.goto(`${page.url()}?run=off`);
    await opened(page);
    await cellOf(page, "one").button("Reset").click();
    await page.getByRole("button", { name: "run everything" }).click();
    await expect.poll(() => text(page, "three")).toBe("9");
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

  it("leaves the page to the reader when its timer loops again and again", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("setInterval(() => { while (true); });\nconst a = 1;");
    await page.waitForTimeout(3000);
    const wait = await page.evaluate(async () => {
      const start = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return performance.now() - start;
    });
    expect(wait).toBeLessThan(600);
    await cellOf(page, "one").rewrite("setInterval(() => {}, 10);\nconst a = 2;");
    await expect.poll(() => text(page, "three")).toBe("6");
    // The timer of the run before ends unheard.
    await cellOf(page, "one").button("Run").click();
    await page.waitForTimeout(500);
    expect(await cellOf(page, "one").state()).toBe("done");
    await context.close();
  });

  it("keeps the keyboard's place when it is stopped, and runs again", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite("const a = 4;\nawait new Promise(() => {});");
    await cellOf(page, "one").becomes("running");
    await cellOf(page, "one").button("Stop").focus();
    await page.keyboard.press("Enter");
    await cellOf(page, "one").becomes("idle");
    expect(await cellOf(page, "one").element.getAttribute("aria-busy")).toBe("false");
    await expect
      .poll(() => cellOf(page, "three").alert.textContent())
      .toContain("was stopped or has not run");
    await page.keyboard.press("Enter"); // now on Run
    await cellOf(page, "one").becomes("running");
    await cellOf(page, "one").button("Reset").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => text(page, "three")).toBe("9");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Run");
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

  it.each([
    "const a = new Promise(() => {});",
    "const a = (async function* () {\n  await new Promise(() => {});\n  yield 1;\n})();",
    "const a = {then() {}};",
  ])("holds nobody up once it is edited or stopped: %j", async (source) => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite(source);
    await cellOf(page, "three").becomes("pending");
    await cellOf(page, "one").rewrite("const a = 4;");
    await expect.poll(() => text(page, "three")).toBe("12");
    await cellOf(page, "three").becomes("done");
    await context.close();
  });

  it("shows as running while a value of it is a promise", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    const later = "const a = new Promise((resolve) => setTimeout(resolve, 1000, 5));";
    await cellOf(page, "one").rewrite(later);
    await cellOf(page, "one").becomes("running");
    await cellOf(page, "one").button("Stop").click();
    await expect
      .poll(() => cellOf(page, "three").alert.textContent())
      .toContain("was stopped or has not run");
    await cellOf(page, "one").button("Run").click();
    await expect.poll(() => text(page, "three")).toBe("15");
    await cellOf(page, "one").becomes("done");
    await context.close();
  });

  it("runs what the reader had typed when Run was pressed, and the last Run wins", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/notebook\/compile\./, (route) => held.then(() => route.continue()));
    await cellOf(page, "one").rewrite("const a = 5;");
    await cellOf(page, "one").becomes("pending");
    await cellOf(page, "one").rewrite("const a = 6;");
    await cellOf(page, "one").write("const a = 7;");
    release();
    await expect.poll(() => text(page, "three")).toBe("18");
    await context.close();
  });

  // A regular expression that backtracks for ever hangs where no guard can stand.
  const hanging = '/^(a+)+$/.test("a".repeat(60) + "b") ? 1 : 2';
  it.each([
    ["itself", `const a = ${hanging};`, /the cell “one” never finished/],
    [
      "a cell that uses it",
      `const a = {valueOf: () => ${hanging}};`,
      /“(two|folded)” never finished/,
    ],
  ])("does not run by itself on the next visit when %s hung the page", async (_, source, why) => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await cellOf(page, "one").rewrite(source);
    const answers = () => page.evaluate(() => true);
    const late = () => new Promise((resolve) => setTimeout(() => resolve(false), 2000));
    await expect.poll(() => Promise.race([answers(), late()]), { timeout: 20_000 }).toBe(false);
    const again = await context.newPage();
    await page.close({ runBeforeUnload: false });
    await again.goto(page.url());
    await again.getByText(why).waitFor({ timeout: 20_000 });
    expect(await cellOf(again, "three").state()).toBe("idle");
    await cellOf(again, "one").button("Reset").click();
    await cellOf(again, "one").becomes("done");
    await again.getByRole("button", { name: "run everything" }).click();
    await expect.poll(() => text(again, "three")).toBe("9");
    await context.close();
  });
});

describe("a cell that sends its page away", () => {
  it.each(["location.reload();", "location.href = location.pathname;"])(
    "does not do so on every visit: %j",
    async (source) => {
      const { page, context } = await openPage(path);
      await cellOf(page, "three").becomes("done");
      await cellOf(page, "one").rewrite(`${source}\nconst a = 1;`);
      await page.getByText(/the cell “one” never finished/).waitFor({ timeout: 20_000 });
      await opened(page);
      expect(await cellOf(page, "three").state()).toBe("idle");
      await cellOf(page, "one").button("Reset").click();
      await cellOf(page, "one").becomes("done");
      await context.close();
    },
  );
});

describe("a second tab", () => {
  it("does not take a cell that is at work in the first for one that never finished", async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    const long = "const a = 7;\nfor (;;) await new Promise((resolve) => setTimeout(resolve, 20));";
    await cellOf(page, "one").rewrite(long);
    await cellOf(page, "one").becomes("running");
    const second = await context.newPage();
    await second.goto(page.url());
    await opened(second);
    await cellOf(second, "one").becomes("running");
    expect(await second.getByText("never finished").count()).toBe(0);
    expect(await cellOf(page, "one").state()).toBe("running");
    await context.close();
  });
});

describe("a database that another tab holds", () => {
  it("keeps no page from opening, and Reset from resetting", { timeout: 60_000 }, async () => {
    const { page, context } = await openPage(path);
    await cellOf(page, "three").becomes("done");
    await page.evaluate(async () => {
      const request = indexedDB.open("large-models-live");
      await new Promise((resolve) => request.addEventListener("success", resolve));
      const stores = ["edits", "progress"];
      const store = request.result.transaction(stores, "readwrite").objectStore("edits");
      const hold = () => {
        store.get("").onsuccess = hold;
      };
      hold();
    });
    const second = await context.newPage();
    await second.goto(page.url());
    await opened(second);
    await cellOf(second, "three").becomes("done");
    await cellOf(second, "one").rewrite("const a = 5;");
    await expect.poll(() => text(second, "three")).toBe("15");
    await second.getByText("gives this page no storage").waitFor();
    await cellOf(second, "one").button("Reset").click();
    await expect.poll(() => text(second, "three")).toBe("9");
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
      ["nans", "tf.tensor([NaN, NaN, Infinity])"],
      ["texts", 'tf.tensor(["a", "b"])'],
      ["list", "[tf.ones([2]), tf.zeros([3])]"],
      ["object", "{data: tf.ones([2, 2]), rate: 0.1, layers: [{b: tf.range(0, 3, 1, 'int32')}]}"],
      ["complex", "tf.complex([1], [2])"],
      ["gone", "const gone = tf.scalar(1);\ngone.dispose();\ndisplay(gone);"],
      ["brief", "const brief = tf.tensor([41, 42]);\ndisplay(brief);\nbrief.dispose();"],
      ["tidied", "tf.tidy(() => {\n  display(tf.tensor([43, 44]));\n});"],
      ["unlike", "const two = tf.ones([2]);\ntwo.add(tf.ones([3]));"],
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
    await expect.poll(() => text(page, "brief")).toMatch(/41\s42/);
    await expect.poll(() => text(page, "tidied")).toMatch(/43\s44/);
    await expect
      .poll(() => text(page, "odd"))
      .toContain("from 2 to 2, but for 1 NaN and 1 infinite");
    await expect.poll(() => text(page, "nans")).toContain("float32 [3] only 2 NaN and 1 infinite");
    await expect.poll(() => text(page, "texts")).toMatch(/string \[2\]\s+Array\(2\) \["a", "b"\]/);
    await expect.poll(() => text(page, "list")).toMatch(/\[0\]\s+float32 \[2\] from 1 to 1/);
    await expect
      .poll(() => text(page, "object"))
      .toMatch(/data\s+float32 \[2, 2\][\s\S]*rate\s+0\.1[\s\S]*layers\[0\]\.b\s+int32 \[3\]/);
    await cellOf(page, "complex").becomes("error");
    expect(await cellOf(page, "complex").alert.textContent()).toMatch(
      /The device \(WebAssembly\) does not know the operation Complex/,
    );
    await cellOf(page, "unlike").becomes("error");
    expect(await cellOf(page, "unlike").alert.textContent()).toMatch(/^Line 2: Operands/);
    expect(problems).toEqual([]);
    await context.close();
  });
});
