import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import css from "../../lessons/theme/coursework.css?inline";
import { type Checks, expectClose, expectFunction, pass } from "../../lib/coursework/check.js";
import { openCoursework } from "../../lib/coursework/openCoursework.js";
import { CourseStore, openStore } from "../../lib/coursework/store.js";
import {
  faults,
  fence,
  leave,
  light,
  type Mounted,
  mountLesson,
  startAfresh,
  wearTheme,
} from "./mountLesson.js";

beforeAll(() => wearTheme(css, light));
beforeEach(startAfresh);
afterEach(startAfresh);

/** A loaded machine may need seconds to load a module; nothing here waits that long for itself. */
const eventually = <T>(get: () => T) => expect.poll(get, { timeout: 15_000 });
const find = <T extends HTMLElement = HTMLElement>(root: HTMLElement, selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};
const shown = (root: HTMLElement, selector: string) =>
  [...root.querySelectorAll<HTMLElement>(selector)].filter((each) => each.checkVisibility());
const press = (root: HTMLElement, name: string) => {
  const button = shown(root, "button").find((each) => each.textContent === name);
  if (!button) throw new Error(`no button says "${name}"`);
  return userEvent.click(button);
};
const choose = (root: HTMLElement, text: string) => {
  const label = shown(root, "label").find((each) => each.textContent?.includes(text));
  if (!label) throw new Error(`no option says "${text}"`);
  return userEvent.click(label);
};
const status = (root: HTMLElement) => shown(root, '[role="status"]').map((s) => s.textContent);

describe("a quiz", () => {
  const html = fence(
    "quiz",
    { id: "twice" },
    "Twice `backward()`?\n- [ ] Same :: Grads accumulate.\n- [x] Double :: Each call adds.",
  );
  const mount = () => mountLesson({ html });

  it("explains a wrong answer without giving the right one away, then lets one try again", async () => {
    const { root } = await mount();
    expect(shown(root, ".reason, details")).toEqual([]);
    await choose(root, "Same");
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual(["Not this one. Read why, then choose again."]);
    expect(shown(root, ".reason").map((each) => each.textContent)).toEqual([
      "Not this one. Grads accumulate.",
    ]);
    await choose(root, "Double");
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual(["Right, on try 2."]);
    expect(shown(root, ".reason")).toHaveLength(2);
    expect(find(root, "input:checked").getAttribute("aria-describedby")).toBe(
      "quiz-twice-1-because",
    );
  });

  it("is there again after a reload", async () => {
    const { root } = await mount();
    await choose(root, "Double");
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual(["Right, at once."]);
    leave();
    const again = await mount();
    expect(status(again.root)).toEqual(["Right, at once."]);
    expect(find<HTMLInputElement>(again.root, "input:checked").value).toBe("1");
  });

  it("counts as unanswered when the author has changed it", async () => {
    const { root } = await mount();
    await choose(root, "Double");
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual(["Right, at once."]);
    leave();
    const again = await mountLesson({
      html: html.replace(/data-version="\w+"/, 'data-version="0"'),
    });
    expect(again.root.querySelector("input:checked")).toBeNull();
    expect(status(again.root)).toEqual([]);
  });

  it("is done by keyboard alone, and the focus stays", async () => {
    const { root } = await mount();
    await userEvent.keyboard("{Tab}");
    expect(document.activeElement).toBe(root.querySelector("input"));
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await eventually(() => status(root)).toEqual(["Right, at once."]);
    expect(document.activeElement).toBe(root.querySelectorAll("input")[1]);
    await userEvent.keyboard("{Tab}");
    expect(document.activeElement?.textContent).toBe("Check the answer");
  });

  it("asks for a choice when there is none", async () => {
    const { root } = await mount();
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual(["Choose an option first."]);
    expect(document.activeElement).toBe(root.querySelector("input"));
  });

  it("has no fault that axe-core knows, before or after the answer, or without scripts", async () => {
    const { root } = await mount();
    expect(await faults(root)).toEqual([]);
    await choose(root, "Double");
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual(["Right, at once."]);
    expect(await faults(root)).toEqual([]);
    await startAfresh();
    document.body.innerHTML = `<main><h1>Lesson</h1>${html}</main>`;
    expect(await faults(document.body)).toEqual([]);
    await userEvent.click(find(document.body, "summary"));
    expect(shown(document.body, ".because")).toHaveLength(2);
  });
});

describe("a prediction", () => {
  const text = "What happens?\n- [ ] It grows :: Then it diverged.\n- [ ] It shrinks :: It learns.";
  const html = `${fence("predict", { id: "loss", for: "train", answer: "came" }, text)}<i data-here="train"></i>`;
  const mount = (prepare: (mounted: Mounted["cells"]) => void = () => {}) =>
    mountLesson({
      html,
      cells: ["train"],
      prepare(cells) {
        const cell = cells.get("train");
        if (cell) cell.result = () => ({ came: 2 });
        prepare(cells);
      },
    });
  const cellOf = ({ cells }: Mounted) => {
    const cell = cells.get("train");
    if (!cell) throw new Error("no cell");
    return cell;
  };

  it("holds its cell before anything is awaited, until the reader has chosen", async () => {
    let heldAtOnce: string | undefined;
    const mounted = await mount((cells) => {
      heldAtOnce = cells.get("train")?.held;
    });
    expect(heldAtOnce).toBe("This cell waits for your prediction above it.");
    expect(cellOf(mounted).runs).toBe(0);
    await press(mounted.root, "Record my prediction and run");
    expect(status(mounted.root)).toEqual(["Choose an option first."]);
    expect(cellOf(mounted).held).toBeDefined();
  });

  it("stands beside the result and says whether it came true", async () => {
    const mounted = await mount();
    await choose(mounted.root, "It grows");
    await press(mounted.root, "Record my prediction and run");
    const note = find(mounted.root, ".prediction-note");
    await eventually(() => note.textContent).toContain("What came out: It shrinks. Not as you");
    expect(note.textContent).toContain("You predicted: It grows");
    expect(note.textContent).toContain("It learns.");
    expect(note.previousElementSibling).toBe(cellOf(mounted).element);
    expect(cellOf(mounted).runs).toBe(1);
    expect(document.activeElement?.textContent).toContain("Recorded.");
    expect(await faults(mounted.root)).toEqual([]);
  });

  it("follows the cell when it runs again with another outcome", async () => {
    const mounted = await mount();
    await choose(mounted.root, "It grows");
    await press(mounted.root, "Record my prediction and run");
    const note = find(mounted.root, ".prediction-note");
    await eventually(() => note.textContent).toContain("Not as you predicted");
    cellOf(mounted).result = () => ({ came: "It grows" });
    await cellOf(mounted).run();
    await eventually(() => note.textContent).toContain("It grows. As you predicted.");
  });

  it("can be skipped, and the cell runs", async () => {
    const mounted = await mount();
    await press(mounted.root, "Skip and run");
    const note = find(mounted.root, ".prediction-note");
    await eventually(() => note.textContent).toContain("What came out: It shrinks");
    expect(note.textContent).toContain("You made no prediction");
    expect(cellOf(mounted).runs).toBe(1);
  });

  it("does not hold the cell again after a reload, and cannot be changed", async () => {
    const first = await mount();
    await choose(first.root, "It shrinks");
    await press(first.root, "Record my prediction and run");
    await eventually(() => cellOf(first).runs).toBe(1);
    leave();
    const again = await mount();
    expect(cellOf(again).held).toBeUndefined();
    expect(find(again.root, ".prediction-note").textContent).toContain("It shrinks");
    expect(shown(again.root, "button")).toEqual([]);
    expect([...again.root.querySelectorAll("input")].every((input) => input.disabled)).toBe(true);
  });

  it("shows the prediction even when its cell fails", async () => {
    const mounted = await mount();
    cellOf(mounted).result = () => {
      throw new Error("no");
    };
    await choose(mounted.root, "It grows");
    await press(mounted.root, "Record my prediction and run");
    const note = find(mounted.root, ".prediction-note");
    await eventually(() => note.textContent).toBe("You predicted: It grows");
  });

  it("releases its cell when coursework cannot start", async () => {
    let held: Mounted["cells"] = new Map();
    const mounted = mountLesson({
      html,
      cells: ["train"],
      openStore: () => Promise.reject(new Error("broken")),
      prepare: (cells) => {
        held = cells;
      },
    });
    await expect(mounted).rejects.toThrow("broken");
    expect(held.get("train")?.held).toBeUndefined();
  });
});

describe("recall", () => {
  const text = `One?
- [x] a1 :: yes
- [ ] b1 :: no
Two?
- [ ] a2 :: no
- [x] b2 :: yes`;
  const html = fence("recall", { id: "all" }, text);

  it("asks one question after the other, explains each option, and keeps the focus", async () => {
    const { root, store } = await mountLesson({ html });
    expect(find(root, ".recall-step").textContent).toBe("Question 1 of 2");
    expect(shown(root, "fieldset")).toHaveLength(1);
    await choose(root, "a1");
    await press(root, "Answer");
    expect(shown(root, ".reason").map((each) => each.textContent)).toEqual([
      "Right. yes",
      "Not this one. no",
    ]);
    expect(document.activeElement?.textContent).toBe("Next question");
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement).toBe(shown(root, "input")[0]);
    await userEvent.keyboard(" {Enter}");
    await eventually(() => status(root)).toEqual(["Not this one. It will come back."]);
    expect(await faults(root)).toEqual([]);
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement?.textContent).toBe("1 of 2 right. The others come back soon.");
    await eventually(async () => (await store.read()).length).toBe(2);
    expect(await faults(root)).toEqual([]);
  });

  it("goes on at the first question that was never answered", async () => {
    const first = await mountLesson({ html });
    await choose(first.root, "a1");
    await press(first.root, "Answer");
    await eventually(async () => (await first.store.read()).length).toBe(1);
    leave();
    const again = await mountLesson({ html });
    expect(find(again.root, ".recall-step").textContent).toBe("Question 2 of 2");
    expect(document.activeElement).toBe(document.body);
  });

  it("brings back on another page what was wrong, and not what was right", async () => {
    const first = await mountLesson({ html });
    for (const option of ["a1", "a2"]) {
      await choose(first.root, option);
      await press(first.root, "Answer");
      await press(first.root, option === "a1" ? "Next question" : "Finish");
    }
    await eventually(async () => (await first.store.read()).length).toBe(2);
    leave();
    const fetched: string[] = [];
    vi.spyOn(window, "fetch").mockImplementation(async (url) => {
      fetched.push(String(url));
      return new Response(`<html><body><main>${html}</main></body></html>`);
    });
    const later = await mountLesson({ html: "<lml-recall></lml-recall>", page: "models/gpt" });
    await eventually(() => later.root.textContent).toContain(
      "1 question from lessons you have read is due",
    );
    expect(fetched).toEqual([]);
    await press(later.root, "Answer 1 question");
    await eventually(() => shown(later.root, "legend").map((l) => l.textContent)).toEqual(["Two?"]);
    expect(fetched).toEqual([new URL("../theory/backpropagation.html", document.baseURI).href]);
    expect(await faults(later.root)).toEqual([]);
    await choose(later.root, "b2");
    await press(later.root, "Answer");
    await eventually(
      async () =>
        (await later.store.read()).filter((r) => r.kind === "recall" && r.right === 1).length,
    ).toBe(2);
    vi.restoreAllMocks();
    leave();
    const done = await mountLesson({ html: "<lml-recall></lml-recall>", page: "models/gpt" });
    expect(find(done.root, "lml-recall").hidden).toBe(true);
  });

  it("says so when the questions cannot be loaded", async () => {
    const first = await mountLesson({ html });
    await choose(first.root, "b1");
    await press(first.root, "Answer");
    await eventually(async () => (await first.store.read()).length).toBe(1);
    leave();
    vi.spyOn(window, "fetch").mockImplementation(async () => new Response("", { status: 404 }));
    const later = await mountLesson({ html: "<lml-recall></lml-recall>", page: "models/gpt" });
    await eventually(() => shown(later.root, "button").length).toBe(1);
    await press(later.root, "Answer 1 question");
    await eventually(() => status(later.root)).toEqual([
      "These questions could not be loaded. They stay due.",
    ]);
    vi.restoreAllMocks();
  });
});

describe("an exercise", () => {
  const html = `<section class="exercise" data-exercise="dtanh"><h2>Derivative</h2><i data-here="dtanh"></i>
    <details class="hint"><summary>Hint 1</summary>h1</details><details class="hint"><summary>Hint 2</summary>h2</details>
    <details class="solution"><summary>Solution</summary><pre>1 - t * t</pre></details></section>`;
  const checks: Checks = {
    dtanh: {
      names: ["dTanh"],
      check({ dTanh }) {
        expectClose(expectFunction(dTanh, "dTanh")(0), 1, { name: "dTanh(0)" });
        return pass();
      },
    },
  };
  const mount = (dTanh?: unknown) =>
    mountLesson({
      html,
      cells: ["dtanh"],
      checks,
      prepare(cells) {
        const cell = cells.get("dtanh");
        if (cell) cell.result = () => ({ dTanh });
      },
    });
  const tryOnce = async (root: HTMLElement) => {
    await press(root, "Check");
    await eventually(() => find(root, ".exercise-controls .verdict").dataset.verdict).toBeDefined();
  };

  it("says what is wrong, counts tries, and opens the solution after three", async () => {
    const { root } = await mount(Math.tanh);
    const solution = find(root, "details.solution");
    expect(solution.checkVisibility()).toBe(false);
    expect(find(root, ".solution-locked").textContent).toBe(
      "The solution opens after a pass or three tries.",
    );
    await tryOnce(root);
    expect(status(root)).toEqual(["Not yet: dTanh(0) is 0, expected 1. 1 try so far."]);
    expect(find(root, ".solution-locked").textContent).toContain("2 more tries");
    await tryOnce(root);
    expect(find(root, ".solution-locked").textContent).toContain("one more try");
    expect(solution.checkVisibility()).toBe(false);
    await tryOnce(root);
    expect(status(root)).toEqual([
      "Not yet: dTanh(0) is 0, expected 1. 3 tries so far. The solution is open now, below.",
    ]);
    expect(solution.checkVisibility()).toBe(true);
    expect(find(root, ".solution-locked").checkVisibility()).toBe(false);
    expect(await faults(root)).toEqual([]);
  });

  it("opens the solution at a pass, keeps the focus on Check, and remembers both", async () => {
    const first = await mount((x: number) => 1 - Math.tanh(x) ** 2);
    await tryOnce(first.root);
    expect(status(first.root)).toEqual(["Passed."]);
    expect(document.activeElement?.textContent).toBe("Check");
    expect(find(first.root, "details.solution").checkVisibility()).toBe(true);
    leave();
    const again = await mount();
    expect(status(again.root)).toEqual(["You have passed this exercise."]);
    expect(find(again.root, "details.solution").checkVisibility()).toBe(true);
    await tryOnce(again.root);
    expect(status(again.root)[0]).toContain("Not yet: dTanh is undefined, expected a function.");
    expect(await again.store.read()).toMatchObject([{ tries: 0, passedAt: expect.any(Number) }]);
  });

  it("remembers tries across a reload", async () => {
    const first = await mount(Math.tanh);
    await tryOnce(first.root);
    await tryOnce(first.root);
    leave();
    const again = await mount(Math.tanh);
    expect(find(again.root, ".solution-locked").textContent).toContain("one more try");
    await tryOnce(again.root);
    expect(find(again.root, "details.solution").checkVisibility()).toBe(true);
  });

  it("counts a cell that stops with an error as a try, and says so", async () => {
    const { root, cells } = await mount();
    const cell = cells.get("dtanh");
    if (cell) cell.result = () => Promise.reject(new Error("t is not defined"));
    await tryOnce(root);
    expect(status(root)).toEqual([
      "Not yet: the cell stopped with an error. t is not defined. 1 try so far.",
    ]);
  });

  it("counts each hint once, whoever opens it how often", async () => {
    const { root, store } = await mount();
    for (const hint of [1, 1, 1, 0]) {
      root.querySelectorAll<HTMLElement>(".hint summary")[hint]?.focus();
      await userEvent.keyboard("{Enter}");
    }
    await eventually(() => store.read()).toMatchObject([{ hints: [0, 1], tries: 0 }]);
  });

  it("runs once however often Check is pressed while it runs", async () => {
    const { root, cells } = await mount(Math.tanh);
    const cell = cells.get("dtanh");
    let finish: (values: Record<string, unknown>) => void = () => {};
    if (cell)
      cell.result = () =>
        new Promise((resolve) => {
          finish = resolve;
        });
    const check = find(root, ".exercise-controls button");
    check.click();
    check.click();
    await eventually(() => cell?.runs).toBe(1);
    expect(status(root)).toEqual(["Running your cell and its check …"]);
    expect(check.getAttribute("aria-disabled")).toBe("true");
    finish({ dTanh: Math.tanh });
    await eventually(() => status(root)[0]).toContain("1 try so far");
    expect(check.hasAttribute("aria-disabled")).toBe(false);
    expect(cell?.runs).toBe(1);
  });

  it("does not count a try when the check cannot be loaded", async () => {
    const { root, store } = await mountLesson({ html, cells: ["dtanh"] });
    await press(root, "Check");
    await eventually(() => status(root)).toEqual([
      "This exercise's check could not be loaded. Reload the page and try again.",
    ]);
    expect(await store.read()).toEqual([]);
  });

  it("says so when its cell is not on the page", async () => {
    const { root } = await mountLesson({ html });
    expect(status(root)).toEqual([
      "This exercise's cell is not on the page, so nothing can be checked.",
    ]);
  });
});

describe("a page of coursework", () => {
  const html = fence("quiz", { id: "q" }, "Q?\n- [x] a :: yes\n- [ ] b :: no");
  const memoryOnly =
    "This browser stores nothing for this page, so your answers last only until you leave it.";

  it("says that it works in memory only where nothing can be stored, and works", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    const { root } = await mountLesson({ html });
    vi.restoreAllMocks();
    expect(status(root)).toEqual([memoryOnly]);
    await choose(root, "a");
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual([memoryOnly, "Right, at once."]);
    leave();
    expect(status((await mountLesson({ html })).root)).toEqual([]);
  });

  it("says so as soon as the disk is full, and keeps the answer for now", async () => {
    const { root } = await mountLesson({ html });
    expect(status(root)).toEqual([]);
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await choose(root, "a");
    await press(root, "Check the answer");
    await eventually(() => status(root)).toEqual([memoryOnly, "Right, at once."]);
    vi.restoreAllMocks();
  });

  it("opens the rest when one piece is broken", async () => {
    const reported = vi.spyOn(window, "reportError").mockImplementation(() => {});
    const { root } = await mountLesson({ html: `<div data-coursework="quiz"></div>${html}` });
    expect(shown(root, "button")).toHaveLength(1);
    expect(String(reported.mock.calls[0]?.[0])).toContain("holds no question");
    vi.restoreAllMocks();
  });

  it("opens no database when there is nothing to do", async () => {
    const opened = vi.spyOn(indexedDB, "open");
    const root = document.createElement("main");
    const none = { root, page: "a", notebook: { cell: () => undefined } };
    expect(await openCoursework({ ...none, loadChecks: async () => ({}) })).toBeUndefined();
    expect(opened).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it("does not lose the answers of two open pages", async () => {
    const other = fence("quiz", { id: "r" }, "R?\n- [x] a :: yes\n- [ ] b :: no");
    const one = await mountLesson({ html });
    const two = await mountLesson({ html: other });
    for (const { root } of [one, two]) {
      await choose(root, "a");
      await press(root, "Check the answer");
    }
    await eventually(async () => (await two.store.read()).map((r) => r.id).sort()).toEqual([
      "q",
      "r",
    ]);
  });

  it("keeps answers in a sandboxed store of its own kind", async () => {
    const memory = new CourseStore(undefined);
    const { store } = await mountLesson({ html, openStore: async () => memory });
    expect(store).toBe(memory);
    expect((await openStore()).lasting).toBe(true);
  });
});
