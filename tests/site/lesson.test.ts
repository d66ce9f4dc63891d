import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wrongAnswers } from "../lessons/backpropagation.wrongAnswers.js";
import { readLesson, solutionOf } from "../lessons/readLesson.js";
import { cellOf, opened } from "./browser.js";
import { failures, lessonPath, openLesson, settle } from "./lessonPage.js";

const lesson = readLesson(lessonPath);

/** An exercise of the page, as a reader sees it. */
function exerciseOf(page: Page, id: string) {
  const root = page.locator(`[data-exercise="${id}"]`);
  const verdict = root.locator(".exercise-controls [role=status]");
  return {
    root,
    verdict,
    cell: cellOf(page, id),
    solution: root.locator("details.solution"),
    /** Presses Check and waits for the verdict. */
    async check(): Promise<string> {
      await root.getByRole("button", { name: "Check", exact: true }).click();
      await root.locator(".verdict[data-verdict]").waitFor({ timeout: 30_000 });
      return (await verdict.textContent()) ?? "";
    },
  };
}

describe.each(Object.entries(wrongAnswers))("the exercise %s", (id, answers) => {
  it("refuses its start and each wrong answer in words, and remembers a pass", async () => {
    expect(answers.length).toBeGreaterThanOrEqual(5);
    const { page, problems, context } = await openLesson("device=wasm");
    const { cell, check, solution, root, verdict } = exerciseOf(page, id);
    expect(await solution.isVisible()).toBe(false);
    expect(await check()).toMatch(/^Not yet: .{15,} 1 try so far\.$/);
    for (const [at, { wrong, source, says }] of answers.entries()) {
      await cell.write(source);
      const said = await check();
      expect(said, wrong).toMatch(/^Not yet: /);
      expect(said, wrong).toContain(says);
      expect(await solution.isVisible(), wrong).toBe(at >= 1);
    }
    await solution.locator("summary").click();
    const shown = (await solution.locator("pre").first().textContent()) ?? "";
    expect(shown.trim()).toBe(solutionOf(lesson, id));
    await cell.write(shown);
    expect(await check()).toMatch(/^Passed\. .{10,}/);
    await page.reload();
    await opened(page);
    expect(await verdict.textContent()).toBe("You have passed this exercise.");
    expect(await root.getAttribute("data-passed")).not.toBeNull();
    await root.getByRole("button", { name: "Check", exact: true }).click();
    await expect.poll(() => verdict.textContent()).toMatch(/^Passed\./);
    expect(problems).toEqual([]);
    await context.close();
  });
});

describe("the keyboard alone", () => {
  it("reaches the first exercise from the top of the page, answers and checks it", async () => {
    const { page, context } = await openLesson("device=wasm");
    const at = (selector: string) =>
      page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    const tabTo = async (selector: string, most: number) => {
      for (let i = 0; i < most; i++) {
        await page.keyboard.press("Tab");
        if (await at(selector)) return;
      }
      throw new Error(`${selector} was not reached with ${most} times Tab`);
    };
    await tabTo('[data-cell="tanh-slope"] pre.code', 900);
    await page.keyboard.press("Enter");
    await page.locator('[data-cell="tanh-slope"] .cm-content').waitFor();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("const tanhSlope = (y) => 1 - y * y;");
    for (let i = 0; i < 2 && !(await at("pre.code")); i++) await page.keyboard.press("Escape");
    await tabTo('[data-exercise="tanh-slope"] .exercise-controls button', 10);
    await page.keyboard.press("Enter");
    await expect
      .poll(() => exerciseOf(page, "tanh-slope").verdict.textContent(), { timeout: 30_000 })
      .toMatch(/^Passed\./);
    expect(await at('[data-exercise="tanh-slope"] .exercise-controls button')).toBe(true);
    await context.close();
  });
});

describe("the computation graph", () => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await openLesson("device=wasm"));
    await cellOf(page, "hero").becomes("done");
  });
  afterAll(() => page.context().close());
  const sentence = (id: string) =>
    cellOf(page, id).output.locator(".figure-sentence").textContent();

  it("steps forwards and backwards by keyboard through the numbers of the by-hand example", async () => {
    const graph = cellOf(page, "hero").output.locator(".graph-scroll");
    await graph.focus();
    await page.keyboard.press("Home");
    const sentences = [await sentence("hero")];
    for (let step = 1; step <= 12; step++) {
      await page.keyboard.press("ArrowRight");
      sentences.push(await sentence("hero"));
    }
    expect(new Set(sentences).size).toBe(13);
    expect(sentences[0]).toMatch(/^We start from the inputs: /);
    const found = (pattern: RegExp) =>
      Object.fromEntries(
        sentences.flatMap((text) => {
          const [, name, number] = pattern.exec(text ?? "") ?? [];
          return name && number ? [[name, number]] : [];
        }),
      );
    expect(found(/^Forwards: .* gives (\w) = (\S+)\.$/)).toEqual({
      m: "−6",
      p: "−5",
      e: "−2",
      L: "4",
    });
    expect(found(/^Backwards: ∂L\/∂(\w) \+= .* = (\S+)\.$/)).toEqual({
      e: "−4",
      p: "−4",
      y: "4",
      m: "−4",
      b: "−4",
      w: "12",
      x: "−8",
    });
    await page.keyboard.press("ArrowRight"); // there is no step after the last
    const back = [await sentence("hero")];
    for (let step = 1; step <= 12; step++) {
      await page.keyboard.press("ArrowLeft");
      back.push(await sentence("hero"));
    }
    expect(back.reverse()).toEqual(sentences);
  });

  it("has a table of the same numbers", async () => {
    const { output } = cellOf(page, "hero");
    await output.locator(".figure-table summary").click();
    const rows = await output
      .locator(".figure-table table")
      .first()
      .locator("tbody tr")
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent)),
      );
    expect(Object.fromEntries(rows.map(([name, , ...rest]) => [name, rest]))).toEqual({
      w: ["2", "12"],
      x: ["−3", "−8"],
      b: ["1", "−4"],
      y: ["−3", "4"],
      m: ["−6", "−4"],
      p: ["−5", "−4"],
      e: ["−2", "−4"],
      L: ["4", "1"],
    });
  });

  it("follows an edit of the numbers, with the prose", async () => {
    const cell = cellOf(page, "by-hand");
    const source = lesson.cells.get("by-hand")?.source ?? "";
    await cell.rewrite(source.replace("value(2, ", "value(3, "));
    await expect
      .poll(() => cellOf(page, "hero").output.locator(".figure-summary").textContent())
      .toBe("8 nodes and 7 edges compute L = 25.");
    const prose = page.locator("p", { hasText: "Forwards is arithmetic." });
    await expect.poll(() => prose.textContent()).toMatch(/ is −9\. .*= 25\.$/);
    await cell.button("Reset").click();
    await expect
      .poll(() => cellOf(page, "hero").output.locator(".figure-summary").textContent())
      .toBe("8 nodes and 7 edges compute L = 4.");
  });

  it("draws an expression that the reader types, and explains one that is wrong", async () => {
    const { output } = cellOf(page, "own-expression");
    const line = output.getByLabel("Expression");
    const alert = output.getByRole("alert");
    const figure = cellOf(page, "own-figure").output;
    await figure.locator(".figure-graph").waitFor();
    await line.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("a*a + a");
    await output.getByLabel("a", { exact: true }).fill("3");
    await expect
      .poll(() => figure.locator(".figure-summary").textContent())
      .toMatch(/compute out = 12\.$/);
    await figure.locator(".graph-scroll").focus();
    await page.keyboard.press("End");
    await expect.poll(() => sentence("own-figure")).toMatch(/^Backwards: ∂out\/∂a .* = 7\.$/);
    for (const [wrong, says] of [
      ["a*a +", /end/],
      ["sin(a)", /sin/],
      ["a $ b", /\$/],
      ["(a + 1", /[)]|parenthes/],
      ["", /.{10}/],
    ] as const) {
      await line.fill(wrong);
      await expect.poll(() => alert.textContent()).toMatch(says);
      expect(await alert.textContent()).toMatch(/^[A-Z'].{10,}\.$/s);
      expect(await figure.locator(".figure-summary").textContent()).toMatch(/compute out = 12\.$/);
    }
    await line.fill("relu(a)");
    await expect
      .poll(() => figure.locator(".figure-summary").textContent())
      .toMatch(/compute out = 3\.$/);
    expect(await alert.textContent()).toBe("");
  });

  it("shows what a planted bug does", async () => {
    await cellOf(page, "own-expression").output.getByLabel("Expression").fill("a*a + a");
    const figure = cellOf(page, "own-figure").output;
    await expect
      .poll(() => figure.locator(".figure-summary").textContent())
      .toMatch(/compute out = 12\.$/);
    await figure.getByLabel("Break an edge").selectOption({ label: "∂out/∂a" });
    await figure.getByLabel("Bug").selectOption({ label: "lose the sign" });
    await figure.locator(".graph-scroll").focus();
    await page.keyboard.press("End");
    await expect.poll(() => sentence("own-figure")).toMatch(/ No gradient is wrong so far\.$/);
    await figure.getByLabel("Bug").selectOption({ label: "overwrite instead of add" });
    await figure.getByLabel("Break an edge").selectOption({ index: 1 }); // a’s first use in a*a;
    await expect.poll(() => sentence("own-figure")).toMatch(/ 1 gradient is wrong so far\.$/);
    await figure.getByText("should be 7").waitFor();
  });
});

describe("questions", () => {
  it("explain a wrong choice, praise a right one and stay answered", async () => {
    const { page, context } = await openLesson("device=wasm");
    const quiz = page.locator('[data-coursework="quiz"][data-id="shared-node"]');
    const status = quiz.getByRole("status");
    const answer = quiz.getByRole("button", { name: "Check the answer" });
    await answer.click();
    expect(await status.textContent()).toBe("Choose an option first.");
    await quiz.getByRole("radio", { name: "3", exact: true }).check();
    await answer.click();
    await expect
      .poll(() => status.textContent())
      .toBe("Not this one. Read why, then choose again.");
    await quiz.getByText("one path of three").waitFor();
    expect(await quiz.getByText("from each factor of the product").isVisible()).toBe(false);
    await quiz.getByRole("radio", { name: "7", exact: true }).check();
    await answer.click();
    await expect.poll(() => status.textContent()).toBe("Right, on try 2.");
    expect(await quiz.getByText("from each factor of the product").isVisible()).toBe(true);
    await page.reload();
    await opened(page);
    expect(await status.textContent()).toBe("Right, on try 2.");
    await context.close();
  });

  it("record a prediction before its cell runs, and show it beside the result", async () => {
    const { page, context } = await openLesson("device=wasm");
    await cellOf(page, "one-step").becomes("done");
    expect(await cellOf(page, "nudge").state()).toBe("idle");
    const guess = async (id: string, cell: string, choice: RegExp) => {
      const question = page.locator(`[data-coursework="predict"][data-id="${id}"]`);
      await question.getByRole("radio", { name: choice }).check();
      await question.getByRole("button", { name: /^Record my prediction/ }).click();
      await cellOf(page, cell).becomes("done");
      const note = cellOf(page, cell).element.locator("+ .prediction-note");
      await expect.poll(() => note.textContent(), { timeout: 30_000 }).toContain("What came out:");
      return (await note.textContent()) ?? "";
    };
    const right = await guess("strongest-nudge", "nudge", /the weight/);
    expect(right).toMatch(
      /You predicted: the weight w\s*What came out: the weight w\. As you predicted\./,
    );
    const wrong = await guess("step-size", "step-errors", /It keeps falling/);
    expect(wrong).toMatch(
      /You predicted: It keeps falling.*What came out: It falls, then rises again\. Not as/s,
    );
    await page.reload();
    await opened(page);
    await page.mouse.wheel(0, 1);
    const note = cellOf(page, "step-errors").element.locator("+ .prediction-note");
    await expect.poll(() => note.textContent(), { timeout: 30_000 }).toBe(wrong);
    await context.close();
  });

  it("ask for recall one by one, explain each answer and count them", async () => {
    const { page, context } = await openLesson("device=wasm");
    const recall = page.locator('[data-coursework="recall"]');
    const question = recall.locator(".question:visible");
    const all = await recall.locator(".question").count();
    expect(all).toBeGreaterThanOrEqual(6);
    for (let at = 0; at < all; at++) {
      expect(await recall.locator(".recall-step").textContent()).toBe(
        `Question ${at + 1} of ${all}`,
      );
      const verdicts = await question
        .locator(".option-verdict")
        .evaluateAll((each) => each.map((verdict) => verdict.textContent?.trim()));
      const right = verdicts.indexOf("Right.");
      const choice = at === 0 ? (right + 1) % verdicts.length : right; // the first one wrongly
      await question.getByRole("radio").nth(choice).check();
      await question.getByRole("button", { name: "Answer" }).click();
      const says = at === 0 ? "Not this one. It will come back." : "Right.";
      await expect.poll(() => question.getByRole("status").textContent()).toBe(says);
      expect(await question.locator(".reason:visible").count()).toBe(verdicts.length);
      await question
        .getByRole("button", { name: at + 1 < all ? "Next question" : "Finish" })
        .click();
    }
    const summary = recall.locator(".recall-summary");
    expect(await summary.textContent()).toBe(
      `${all - 1} of ${all} right. The others come back soon.`,
    );
    await page.reload();
    await opened(page);
    expect(await summary.textContent()).toContain(`You have answered ${all} of ${all} questions`);
    await context.close();
  });
});

describe("training on the penguins", () => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await openLesson("device=wasm"));
    await settle(page);
  });
  afterAll(() => page.context().close());
  const controls = () => cellOf(page, "penguin-controls").output.locator(".training-controls");
  const becomes = (state: string) =>
    page
      .locator(`[data-cell="penguin-controls"] [data-training="${state}"]`)
      .waitFor({ state: "attached", timeout: 60_000 });
  const detail = async () => (await controls().locator(".training-detail").textContent()) ?? "";
  const press = (name: string) => controls().getByRole("button", { name, exact: true }).click();

  it("beats the majority by far on held-out birds, within ten seconds", async () => {
    const nothing = page.locator("[data-inline]", { hasText: "Nothing is trained yet." });
    expect(await nothing.count()).toBe(1);
    const started = Date.now();
    await press("Train");
    await becomes("done");
    const wall = (Date.now() - started) / 1000;
    const verdict =
      (await page.getByText(/^Step 300, after .* on WebAssembly/).textContent()) ?? "";
    const [, seconds, right, total, share, baseline] =
      /after ([\d.]+) s on WebAssembly: (\d+) of (\d+) held-out rows right \(([\d.]+)\s%\)\. Always saying \w+ gets ([\d.]+)\s%\./.exec(
        verdict,
      ) ?? [];
    console.log(`${verdict} (${wall.toFixed(1)} s by the clock)`);
    expect(Number(share)).toBeGreaterThanOrEqual(97);
    expect(Number(share)).toBeCloseTo((100 * Number(right)) / Number(total), 0);
    expect(Number(baseline)).toBeGreaterThan(35);
    expect(Number(baseline)).toBeLessThan(50);
    expect(Number(total)).toBeGreaterThan(80);
    // Ten seconds on a quiet machine; a busy one is no reason to fail.
    expect(Number(seconds)).toBeLessThan(60);
    expect(wall).toBeLessThan(60);
    await cellOf(page, "penguin-confusion").output.locator("table").waitFor();
    expect(await failures(page)).toEqual([]);
  });

  it("ends at the same loss with the same seed, and at another with another seed", async () => {
    const first = await detail();
    expect(first).toMatch(/^Step 300, loss 0\.\d+$/);
    await press("Train again");
    await becomes("running");
    await becomes("done");
    await expect.poll(detail).toBe(first);
    await controls().getByLabel("Seed").fill("2");
    await becomes("ready");
    await press("Train");
    await becomes("done");
    await expect.poll(detail).toMatch(/^Step 300, loss 0\.\d+$/);
    expect(await detail()).not.toBe(first);
  });

  it("pauses where it is, goes on, and stops for good", async () => {
    // Presses a button as soon as the step counter moves: a fast machine would be done too soon.
    const pressWhenMoving = (name: string) =>
      controls().evaluate((root, name) => {
        const detail = root.querySelector(".training-detail") as HTMLElement;
        const button = [...root.querySelectorAll("button")].find((b) => b.textContent === name);
        return new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            if (!/^Step \d+,/.test(detail.textContent ?? "")) return;
            observer.disconnect();
            button?.click();
            resolve();
          });
          observer.observe(detail, { childList: true, characterData: true, subtree: true });
        });
      }, name);
    const standsStill = async () => {
      await page.waitForTimeout(500); // steps under way are still reported
      const before = await detail();
      await page.waitForTimeout(1500);
      expect(await detail()).toBe(before);
      return Number(/^Step (\d+)/.exec(before)?.[1]);
    };
    const paused = pressWhenMoving("Pause");
    await press("Train again");
    await paused;
    await becomes("paused");
    const step = await standsStill();
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(300);
    const stopped = pressWhenMoving("Stop");
    await press("Resume");
    await stopped;
    await becomes("stopped");
    const last = await standsStill();
    expect(last).toBeGreaterThan(step);
    expect(last).toBeLessThan(300);
    await press("Train again");
    await becomes("done");
    await expect.poll(detail).toMatch(/^Step 300, /);
  });
});
