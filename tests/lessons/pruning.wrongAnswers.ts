import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const mask = (entry: string, sizes = "weights.map(Math.abs).sort((a, b) => a - b)") =>
  `function maskOf(weights: number[], gone: number) {\n  const sizes = ${sizes};\n  return weights.map((w, i) => ${entry});\n}`;

const schedule = (body: string) =>
  `function sparsityAt(t: number, begin: number, end: number, final: number) {\n  const way = (t - begin) / (end - begin), done = Math.min(1, Math.max(0, way));\n  return ${body};\n}`;

const product = (
  step: string,
  {
    from = "starts[o]",
    to = "starts[o + 1]",
    neurons = "starts.length - 1",
    before = "",
    first = "let sum = 0;",
  } = {},
) =>
  `function sparseProduct(x: number[], { values, inputs, starts }) {\n  const y = [];\n  ${before}\n  for (let o = 0; o < ${neurons}; o++) {\n    ${first}\n    for (let k = ${from}; k < ${to}; k++) ${step};\n    y.push(sum);\n  }\n  return y;\n}`;
const term = "sum += values[k] * x[inputs[k]]";

const budget = (body: string) =>
  `function shareBudget(layers: { count: number; loss: (sparsity: number) => number }[]) {\n  ${body}\n}`;

/** By exercise; the tests run each through the page's own check. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  "keep-largest": [
    {
      wrong: "above instead of at least",
      source: mask("Number(Math.abs(w) > sizes[gone])"),
      says: "one too many goes",
    },
    {
      wrong: "off by one",
      source: mask("Number(Math.abs(w) >= (sizes[gone - 1] ?? 0))"),
      says: "one too few goes",
    },
    {
      wrong: "no absolute value",
      source: mask("Number(w >= sizes[gone])"),
      says: "Compare Math.abs(w)",
    },
    {
      wrong: "turned around",
      source: mask("Number(Math.abs(w) < sizes[gone])"),
      says: "the small ones stay",
    },
    {
      wrong: "a condition",
      source: mask("Math.abs(w) >= sizes[gone]"),
      says: "Number(…) makes a number of it",
    },
    {
      wrong: "by place",
      source: mask("Number(i >= gone)"),
      says: "the first ones go, not the smallest",
    },
    {
      wrong: "sorted as texts",
      source: mask("Number(Math.abs(w) >= sizes[gone])", "weights.map(Math.abs).sort()"),
      says: "sorted as texts",
    },
    {
      wrong: "the weights themselves",
      source: mask("Math.abs(w) >= sizes[gone] ? w : 0"),
      says: "expected the mask",
    },
    {
      wrong: "sorts what it was given",
      source:
        "function maskOf(weights, gone) {\n  const old = [...weights];\n  const sizes = weights.sort((a, b) => Math.abs(a) - Math.abs(b)).map(Math.abs);\n  return old.map((w) => Number(Math.abs(w) >= sizes[gone]));\n}",
      says: "changed the weights",
    },
  ],
  schedule: [
    {
      wrong: "the cube of the way",
      source: schedule("final * done ** 3"),
      says: "The cubic is of what is left",
    },
    { wrong: "a line", source: schedule("final * done"), says: "a straight line" },
    {
      wrong: "not kept between",
      source: schedule("final - final * (1 - way) ** 3"),
      says: "keep it between",
    },
    {
      wrong: "not kept from 0",
      source: schedule("final - final * (1 - Math.min(1, way)) ** 3"),
      says: "keep it at 0",
    },
    {
      wrong: "not kept to 1",
      source: schedule("final - final * (1 - Math.max(0, way)) ** 3"),
      says: "keep it at 1",
    },
    { wrong: "falls", source: schedule("final * (1 - done) ** 3"), says: "It should rise" },
    {
      wrong: "forgets begin",
      source: schedule("final - final * (1 - Math.min(1, t / end)) ** 3"),
      says: "It starts at begin",
    },
    {
      wrong: "ends at one",
      source: schedule("1 - (1 - done) ** 3"),
      says: "It should end at final",
    },
    {
      wrong: "a square",
      source: schedule("final - final * (1 - done) ** 2"),
      says: "that is a square",
    },
  ],
  "sparse-product": [
    {
      wrong: "the entry's own number as input",
      source: product("sum += values[k] * x[k - starts[o]]"),
      says: "stands in inputs[k]",
    },
    {
      wrong: "one entry too many",
      source: product("sum += (values[k] ?? 0) * (x[inputs[k]] ?? 0)", { to: "starts[o + 1] + 1" }),
      says: "is not included",
    },
    {
      wrong: "one entry short",
      source: product(term, { to: "starts[o + 1] - 1" }),
      says: "lacks its last entry",
    },
    {
      wrong: "skips empty neurons",
      source: product(term, {
        first: "if (starts[o] === starts[o + 1]) continue;\n    let sum = 0;",
      }),
      says: "without entries is missing",
    },
    { wrong: "overwrites", source: product("sum = values[k] * x[inputs[k]]"), says: "Add them up" },
    {
      wrong: "one sum for all",
      source: product(term, { before: "let sum = 0;", first: "" }),
      says: "Begin each with 0",
    },
    {
      wrong: "without the weights",
      source: product("sum += x[inputs[k]]"),
      says: "without their weights",
    },
    {
      wrong: "a neuron too many",
      source: product(term, { neurons: "starts.length" }),
      says: "there are 4 outputs, expected 3",
    },
  ],
  "layer-budget": [
    {
      wrong: "a little more everywhere",
      source: budget("return layers.map(() => 0.95);"),
      says: "spare the layers that suffer",
    },
    {
      wrong: "the mean of the sparsities",
      source: budget(
        "const most = layers.map(({ count }) => count).sort((a, b) => a - b);\n  return layers.map(({ count }) => (count === most[2] ? 0.8 : 0.95));",
      ),
      says: "a large layer counts for more",
    },
    {
      wrong: "all from the largest",
      source: budget("return layers.map(({ count }) => (count > 10000 ? 0.9 : 0.5));"),
      says: "of all weights go, expected at least 90 %",
    },
    {
      wrong: "above one",
      source: budget(
        "const total = layers.reduce((sum, { count }) => sum + count, 0);\n  return layers.map(({ count }) => (0.9 * total) / count / 3);",
      ),
      says: "expected a share from 0 to 1",
    },
    {
      wrong: "percent",
      source: budget("return layers.map(() => 90);"),
      says: "expected a share from 0 to 1",
    },
    {
      wrong: "one number",
      source: budget("return [0.9];"),
      says: "expected 3: one for each layer",
    },
    {
      wrong: "cheapest per step, not per weight",
      source: budget(
        "const h = layers.map(() => 0), total = layers.reduce((sum, { count }) => sum + count, 0);\n  const gone = () => layers.reduce((sum, { count }, i) => sum + (count * h[i]) / 100, 0);\n  while (gone() < 0.9 * total) {\n    const prices = layers.map(({ loss }, i) => (h[i] === 100 ? Infinity : loss((h[i] + 1) / 100) - loss(h[i] / 100)));\n    h[prices.indexOf(Math.min(...prices))]++;\n  }\n  return h.map((each) => each / 100);",
      ),
      says: "points are lost, expected at most",
    },
  ],
};
