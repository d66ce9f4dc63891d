import { beforeEach, describe, expect, it } from "vitest";
import { ExpressionError, namesIn } from "../../lib/autograd/expression.js";
import { agreementTable } from "../../lib/figures/agreementTable.js";
import { expressionInput } from "../../lib/figures/expressionInput.js";
import { pressButton } from "../../lib/figures/pressButton.js";
import { settings } from "../../lib/figures/settings.js";
import { sourceView } from "../../lib/figures/sourceView.js";
import { stepSizePlot } from "../../lib/figures/stepSizePlot.js";
import { trainingRuns } from "../../lib/figures/trainingRuns.js";
import { workCounters } from "../../lib/figures/workCounters.js";
import { createControl } from "../../lib/train/control.js";
import { figures } from "../../lib/words/en/figures.js";

/** Puts an element on the page and counts its own `input` events. */
function show<E extends HTMLElement>(element: E) {
  document.body.replaceChildren(element);
  const heard: unknown[] = [];
  element.addEventListener("input", (event) => {
    if (event.target === element) heard.push((element as unknown as { value: unknown }).value);
  });
  return { element, heard };
}

function buttonOf(root: HTMLElement, text: string): HTMLButtonElement {
  const found = [...root.querySelectorAll("button")].find((each) => each.textContent === text);
  if (!found) throw new Error(`no button ${text}`);
  return found;
}

function type(field: HTMLInputElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => document.body.replaceChildren());

describe("trainingRuns", () => {
  const make = (invalidation?: Promise<void>) =>
    trainingRuns({
      create: createControl,
      labels: figures.trainingControls,
      seed: 3,
      ...(invalidation && { invalidation }),
    });

  it("has no run before the first press, and a running one after it", () => {
    const { element, heard } = show(make());
    expect(element.value).toEqual({ seed: 3, control: undefined });
    buttonOf(element, "Train").click();
    expect(heard).toHaveLength(1);
    expect(element.value.control?.state).toBe("running");
  });

  it("pauses and resumes the same run, and begins another when it is over", () => {
    const { element, heard } = show(make());
    buttonOf(element, "Train").click();
    const first = element.value.control;
    buttonOf(element, "Pause").click();
    expect(first?.state).toBe("paused");
    buttonOf(element, "Resume").click();
    expect(first?.state).toBe("running");
    expect(element.value.control).toBe(first);
    first?.finish();
    buttonOf(element, "Train again").click();
    expect(element.value.control).not.toBe(first);
    expect(element.value.control?.state).toBe("running");
    expect(heard).toHaveLength(2);
  });

  it("ends the run when the seed changes, and waits for the next press", () => {
    const { element, heard } = show(make());
    buttonOf(element, "Train").click();
    const first = element.value.control;
    type(element.querySelector("input[type=number]") as HTMLInputElement, "7");
    expect(first?.state).toBe("stopped");
    expect(element.value).toEqual({ seed: 7, control: undefined });
    expect(heard).toHaveLength(2);
    expect(buttonOf(element, "Train").getAttribute("aria-disabled")).toBe("false");
  });

  it("stops the run when its cell runs again", async () => {
    let end = () => {};
    const { element } = show(make(new Promise<void>((resolve) => (end = resolve))));
    buttonOf(element, "Train").click();
    const run = element.value.control;
    end();
    await new Promise((resolve) => setTimeout(resolve));
    expect(run?.state).toBe("stopped");
  });

  it("passes progress on to its bar", () => {
    const { element } = show(make());
    element.progress(3, 4, "Step 3");
    expect(element.querySelector("progress")?.position).toBeCloseTo(0.75, 6);
    expect(element.textContent).toContain("Step 3");
  });
});

describe("expressionInput", () => {
  const labels = {
    expression: "Expression",
    values: "at",
    notNumber: (name: string) => `Give ${name} a number.`,
  };
  const make = () => expressionInput({ labels, text: "a*b", at: { a: 2, b: 3 }, namesIn });
  const fields = (root: HTMLElement) => [
    ...root.querySelectorAll<HTMLInputElement>("input[type=number]"),
  ];
  const line = (root: HTMLElement) => root.querySelector("input[type=text]") as HTMLInputElement;

  it("begins with its text and values", () => {
    expect(make().value).toEqual({ text: "a*b", at: { a: 2, b: 3 } });
  });

  it("offers a field for each name, keeps known values and starts new ones at 1", () => {
    const { element, heard } = show(make());
    type(line(element), "b + c");
    expect(fields(element).map((field) => field.value)).toEqual(["3", "1"]);
    expect(heard.at(-1)).toEqual({ text: "b + c", at: { b: 3, c: 1 } });
    type(fields(element)[1] as HTMLInputElement, "-0.5");
    expect(element.value.at).toEqual({ b: 3, c: -0.5 });
  });

  it("keeps the last good expression and says what is wrong with a bad one", () => {
    const { element, heard } = show(make());
    type(line(element), "a*(b");
    expect(heard).toEqual([]);
    expect(element.value.text).toBe("a*b");
    expect(element.querySelector("[role=alert]")?.textContent).toMatch(
      /Expected '\)' at character 5/,
    );
    expect(line(element).getAttribute("aria-invalid")).toBe("true");
    type(line(element), "a*(b)");
    expect(element.querySelector("[role=alert]")?.textContent).toBe("");
    expect(element.value.text).toBe("a*(b)");
    expect(() => namesIn("a*(b")).toThrow(ExpressionError);
  });

  it("refuses a value that is no number", () => {
    const { element, heard } = show(make());
    type(fields(element)[0] as HTMLInputElement, "");
    expect(element.querySelector("[role=alert]")?.textContent).toBe("Give a a number.");
    expect(heard).toEqual([]);
    expect(element.value.at).toEqual({ a: 2, b: 3 });
  });
});

describe("settings and pressButton", () => {
  it("collect each setting under its name", () => {
    const { element, heard } = show(
      settings("The network", [
        { name: "depth", label: "Layers", value: 4, min: 1, max: 9 },
        { name: "kind", label: "Kind", value: "tanh", options: ["relu", "tanh"] },
      ]),
    );
    expect(element.value).toEqual({ depth: 4, kind: "tanh" });
    type(element.querySelector("input") as HTMLInputElement, "7");
    expect(element.querySelector("output")?.textContent).toBe("7");
    const select = element.querySelector("select") as HTMLSelectElement;
    select.value = "relu";
    select.dispatchEvent(new Event("input", { bubbles: true }));
    expect(heard).toEqual([
      { depth: 7, kind: "tanh" },
      { depth: 7, kind: "relu" },
    ]);
  });

  it("count presses", () => {
    const { element, heard } = show(pressButton("Go"));
    expect(element.value).toBe(0);
    buttonOf(element, "Go").click();
    buttonOf(element, "Go").click();
    expect(heard).toEqual([1, 2]);
  });
});

describe("agreementTable", () => {
  const labels = {
    ...{ name: "what", count: "numbers", error: "error", tolerance: "allowed", verdict: "verdict" },
    ...{ pass: "holds", fail: "does not hold" },
    summary: ({ passed, total, worst }: { passed: number; total: number; worst: string }) =>
      `${passed} of ${total}, worst ${worst}`,
  };
  const row = (error: number) => ({ name: "x", count: 2, error, tolerance: 1e-5 });
  const verdicts = (table: HTMLElement) =>
    [...table.querySelectorAll("tbody td:last-child")].map((cell) => cell.textContent);

  it("passes what is within its tolerance and fails what is not, NaN included", () => {
    const table = agreementTable("Here", [row(1e-5), row(2e-5), row(Number.NaN)], labels);
    expect(verdicts(table)).toEqual(["✓ holds", "✗ does not hold", "✗ does not hold"]);
    expect(table.querySelector(".figure-summary")?.textContent).toBe("1 of 3, worst NaN");
  });
});

describe("workCounters", () => {
  const work = {
    ...{ launches: 1300, byName: { mul: 2, _FusedMatMul: 1290, add: 2, sum: 6 }, submits: 1 },
    ...{ uploads: 0, uploadBytes: 0, readBacks: 1, readBackBytes: 4 },
    ...{ tensors: 12, bytes: 98_304 },
  };
  const figure = () => workCounters(work, { title: "One step", labels: figures.workCounters });
  const cells = (rows: Iterable<Element>) =>
    [...rows].map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent));

  it("says each count, with its size where it has one", () => {
    expect(cells(figure().querySelectorAll(".figure-body tbody tr"))).toEqual([
      ["launches", "1,300"],
      ["submits", "1"],
      ["uploads", "0"],
      ["read-backs", "1 (4 bytes)"],
      ["tensors left", "12 (98.3 kB)"],
    ]);
  });

  it("sums up in a sentence", () => {
    const summary = figure().querySelector(".figure-summary")?.textContent;
    expect(summary).toBe("1,300 launches, 0 uploads, 1 read-back.");
  });

  it("lists the kernels, the busiest first and equals by name", async () => {
    const made = figure();
    document.body.append(made);
    const details = made.querySelector("details") as HTMLDetailsElement;
    details.open = true;
    await expect
      .poll(() => cells(details.querySelectorAll("tbody tr")))
      .toEqual([
        ["_FusedMatMul", "1,290"],
        ["sum", "6"],
        ["add", "2"],
        ["mul", "2"],
      ]);
  });
});

describe("stepSizePlot and sourceView", () => {
  it("names the best step and the smallest one", () => {
    const plot = stepSizePlot({
      title: "Steps",
      labels: {
        table: "Numbers",
        summary: ({ best, error, smallest, atSmallest }) =>
          `${best} ${error} ${smallest} ${atSmallest}`,
      },
      points: [
        [0.1, 1e-2],
        [0.01, 1e-6],
        [0.001, 0],
        [0.0001, 1e-3],
      ],
      xLabel: "h",
      yLabel: "error",
    });
    document.body.append(plot);
    expect(plot.querySelector(".figure-summary")?.textContent).toBe("0.001 0 0.0001 0.001");
    const heights = [...plot.querySelectorAll("circle")].map((c) => Number(c.getAttribute("cy")));
    expect(heights.every(Number.isFinite)).toBe(true);
    expect(Math.max(...heights)).toBe(heights[2]);
  });

  it("shows a file's text as text", () => {
    const view = sourceView("Source", "const a = 1 < 2;\n");
    expect(view.querySelector("code")?.textContent).toBe("const a = 1 < 2;");
    expect(view.querySelector("summary")?.textContent).toBe("Source");
  });
});
