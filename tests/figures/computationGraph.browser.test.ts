import { expect, test } from "vitest";
import { graphOf } from "../../lib/autograd/graph.js";
import { value } from "../../lib/autograd/scalar.js";
import { computationGraph } from "../../lib/figures/computationGraph.js";
import { numberText } from "../../lib/figures/numberText.js";
import { figures as words } from "../../lib/words/en/figures.js";
import {
  buttonNamed,
  expectAccessible,
  expectToFit,
  mountFigure,
  nextFrame,
  press,
  textsOf,
} from "./mountFigure.js";

// L = (a·b + c) · f with a=2, b=−3, c=10, f=−2: worked by hand.
const node = (id: string, op: string, data: number, grad: number) => ({
  ...{ id, op, data, grad },
  label: id,
});
const graph = {
  nodes: [
    node("a", "", 2, 6),
    node("b", "", -3, -4),
    node("e", "*", -6, -2),
    node("c", "", 10, -2),
    node("d", "+", 4, -2),
    node("f", "", -2, 4),
    node("L", "*", -8, 1),
  ],
  edges: [
    { from: "a", to: "e", local: -3 },
    { from: "b", to: "e", local: 2 },
    { from: "e", to: "d", local: 1 },
    { from: "c", to: "d", local: 1 },
    { from: "d", to: "L", local: -2 },
    { from: "f", to: "L", local: 4 },
  ],
};
const faults = [
  { name: "wrong sign", apply: (before: number, local: number, up: number) => before - local * up },
  { name: "overwrite", apply: (_: number, local: number, up: number) => local * up },
];
const labels = words.computationGraph;
const build = () => computationGraph(graph, { title: "A graph", labels, weights: ["a"], faults });
const lastStep = 10; // the inputs, three operations, the seed and six edges: steps 0 to 10

const sentence = (figure: HTMLElement) => figure.querySelector(".figure-sentence")?.textContent;
const gradients = (figure: HTMLElement) => textsOf(figure, ".graph-gradient");
const choose = (select: Element | null | undefined, value: string) => {
  if (!(select instanceof HTMLSelectElement)) throw new Error("There is no such list");
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

test("at first only the inputs have values, and nothing has a gradient", async () => {
  const figure = await mountFigure(build());
  expect(textsOf(figure, ".graph-value")).toEqual(["2", "−3", "", "10", "", "−2", ""]);
  expect(gradients(figure).join("")).toBe("");
  expect(textsOf(figure, ".graph-local").join("")).toBe("");
  expect(sentence(figure)).toContain("a, b, c, f");
});

test("values appear one operation at a time, and its local derivatives with them", async () => {
  const figure = await mountFigure(build());
  buttonNamed(figure, labels.forwardStep).click();
  expect(textsOf(figure, ".graph-value")).toEqual(["2", "−3", "−6", "10", "", "−2", ""]);
  expect(textsOf(figure, ".graph-local")).toEqual(["−3", "2", "", "", "", ""]);
  expect(sentence(figure)).toBe("Forwards: × of a and b gives e = −6.");
  expect(figure.value).toEqual({ step: 1, steps: 11, phase: "forward", node: "e", wrong: [] });
});

test("after the last step every gradient is the one passed in", async () => {
  const figure = await mountFigure(build());
  buttonNamed(figure, labels.last).click();
  expect(gradients(figure)).toEqual(["6", "−4", "−2", "−2", "−2", "4", "1"]);
  expect(figure.value.step).toBe(lastStep);
});

test("a step backwards says the sum with its real numbers and names its edge", async () => {
  const figure = await mountFigure(build());
  figure.step = 5;
  expect(sentence(figure)).toBe("Backwards: ∂L/∂d += ∂L/∂d × ∂L/∂L = 0 + (−2) × 1 = −2.");
  expect(figure.value.edge).toEqual(["d", "L"]);
  expect(textsOf(figure, ".graph-node.is-active .graph-name")).toEqual(["d"]);
});

test("arrow keys, Home, End, buttons and slider all step, and never past the ends", async () => {
  const figure = await mountFigure(build());
  const scroll = figure.querySelector(".graph-scroll") as HTMLElement;
  const seen: number[] = [];
  figure.addEventListener("input", () => seen.push(figure.value.step));
  press(scroll, "ArrowLeft");
  press(scroll, "ArrowRight");
  press(scroll, "End");
  press(scroll, "ArrowRight");
  press(scroll, "ArrowLeft");
  press(scroll, "Home");
  buttonNamed(figure, labels.back).click();
  buttonNamed(figure, labels.forwardStep).click();
  const slider = figure.querySelector("input[type=range]") as HTMLInputElement;
  slider.value = "7";
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  expect(seen).toEqual([1, 10, 9, 0, 1, 7]);
  expect(figure.querySelector(".figure-count")?.textContent).toBe("7 / 10");
});

test("a planted bug marks exactly the gradients that depend on it, beside the true ones", async () => {
  const figure = await mountFigure(build());
  const [edge, rule] = figure.querySelectorAll("select");
  choose(edge, "2"); // ∂d/∂e
  choose(rule, "0"); // wrong sign
  figure.step = lastStep;
  expect(figure.value.wrong.toSorted()).toEqual(["a", "b", "e"]);
  expect(gradients(figure)).toEqual(["✗ −6", "✗ 4", "✗ 2", "−2", "−2", "4", "1"]);
  const should = ["should be 6", "should be −4", "should be −2", "", "", "", ""];
  expect(textsOf(figure, ".graph-should")).toEqual(should);
  expect(sentence(figure)).toContain("3 gradients are wrong so far");
  choose(edge, "");
  expect(gradients(figure)).toEqual(["6", "−4", "−2", "−2", "−2", "4", "1"]);
});

test("a click on an edge plants the bug there and a second click repairs it", async () => {
  const figure = await mountFigure(build());
  figure.step = lastStep;
  const hit = figure.querySelectorAll(".graph-edge-hit")[0];
  hit?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(figure.value.wrong).toEqual(["a"]);
  hit?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(figure.value.wrong).toEqual([]);
});

test("a node used twice gets the sum, and overwriting loses the first part", async () => {
  // y = x·x + x at x=3: dy/dx = 7
  const shared = {
    nodes: [node("x", "", 3, 7), node("s", "*", 9, 1), node("y", "+", 12, 1)],
    edges: [
      { from: "x", to: "s", local: 3 },
      { from: "x", to: "s", local: 3 },
      { from: "s", to: "y", local: 1 },
      { from: "x", to: "y", local: 1 },
    ],
  };
  const figure = await mountFigure(computationGraph(shared, { title: "Shared", labels, faults }));
  figure.step = 99;
  expect(gradients(figure)[0]).toBe("7");
  const [edge, rule] = figure.querySelectorAll("select");
  choose(rule, "1");
  choose(edge, "1");
  expect(gradients(figure)[0]).toBe("✗ 3");
});

test("a wide graph scrolls in its own container and shows the active node", async () => {
  const figure = await mountFigure(build());
  expectToFit(figure);
  const scroll = figure.querySelector(".graph-scroll") as HTMLElement;
  expect(scroll.scrollWidth).toBeGreaterThan(scroll.clientWidth);
  figure.step = 4; // the seed, at the far right
  await nextFrame();
  const box = figure.querySelector(".graph-node.is-active")?.getBoundingClientRect();
  const view = scroll.getBoundingClientRect();
  expect(box?.right ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(view.right);
  expect(box?.left ?? 0).toBeGreaterThanOrEqual(view.left);
});

test("the table and the summary hold the numbers passed in", async () => {
  const figure = await mountFigure(build());
  expect(textsOf(figure, ".figure-summary")).toEqual(["7 nodes and 6 edges compute L = −8."]);
  const details = figure.querySelector("details") as HTMLDetailsElement;
  details.open = true;
  await nextFrame();
  expect(textsOf(figure, "tbody tr:first-child td").slice(0, 3)).toEqual(["", "2", "6"]);
});

test("axe finds nothing, with and without a planted bug", async () => {
  const figure = await mountFigure(build());
  await expectAccessible(figure);
  figure.step = lastStep;
  choose(figure.querySelector("select"), "2");
  await expectAccessible(figure);
});

test("a graph that the engine exports is drawn with names for what has none", async () => {
  const a = value(3, "a");
  const loss = a.mul(a).add(2).tanh();
  loss.backward();
  const figure = await mountFigure(computationGraph(graphOf(loss), { title: "Export", labels }));
  figure.step = 99;
  expect(textsOf(figure, ".graph-name").toSorted()).toEqual(["2", "a", "v3", "v4", "v5"]);
  expect(textsOf(figure, ".graph-op").toSorted()).toEqual(["", "", "+", "tanh", "×"]);
  expect(gradients(figure).toSorted()).toEqual(
    graphOf(loss)
      .nodes.map((n) => numberText(n.grad))
      .toSorted(),
  );
});

test("an edge to a node that is not there is refused", () => {
  const broken = { nodes: graph.nodes, edges: [{ from: "a", to: "zz", local: 1 }] };
  expect(() => computationGraph(broken, { title: "", labels })).toThrow(
    "computationGraph: the edge a → zz names zz, which is no node's id",
  );
});
