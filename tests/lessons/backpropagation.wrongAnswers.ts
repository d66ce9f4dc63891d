/** An answer that a learner might well write, and what the check should say about it. */
export interface WrongAnswer {
  wrong: string;
  source: string;
  says: string;
}

const slope = (body: string) => `function tanhSlope(y: number) {\n  ${body}\n}`;

const layer = (dW: string, db: string, dX: string) =>
  [
    "function layerBackward(X: number[][], W: number[][], dY: number[][]) {",
    `  const dW = ${dW};`,
    `  const db = ${db};`,
    `  const dX = ${dX};`,
    "  return { dW, db, dX };",
    "}",
  ].join("\n");
const dW = "productOf(transposeOf(X), dY)";
const db = "transposeOf(dY).map((column) => column.reduce((sum, g) => sum + g))";
const dX = "productOf(dY, transposeOf(W))";

const logit = (entry: string, row = "") =>
  [
    "function logitGradient(logits: number[][], labels: number[]) {",
    "  return logits.map((row, n) => {",
    "    const top = Math.max(...row);",
    "    const powers = row.map((score) => Math.exp(score - top));",
    "    const total = powers.reduce((sum, power) => sum + power);",
    `    ${row}`,
    `    return powers.map((power, c) => ${entry});`,
    "  });",
    "}",
  ].join("\n");

const operation = (...lines: string[]) =>
  `function operation(u: Value) {\n  ${lines.join("\n  ")}\n}`;
const node = (data: string, slope: string) =>
  operation(`return new Value(${data}, "", "mine", [u], [${slope}]);`);

/** By exercise; the tests run each through the page's own check. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  "tanh-slope": [
    {
      wrong: "the power sign of other languages",
      source: slope("return 1 - y ^ 2;"),
      says: "in JavaScript ^ does not raise to a power",
    },
    {
      wrong: "a square around everything",
      source: slope("return (1 - y) ** 2;"),
      says: "only y is squared",
    },
    {
      wrong: "a root as on the circle",
      source: slope("return Math.sqrt(1 - y * y);"),
      says: "a square root too many",
    },
    { wrong: "no square", source: slope("return 1 - y;"), says: "1 − y lacks a square" },
    {
      wrong: "the sigmoid's slope",
      source: slope("return y * (1 - y);"),
      says: "tanhSlope(0) is 0, expected 1: y(1 − y) is the slope of the sigmoid",
    },
    {
      wrong: "tanh once more",
      source: slope("return 1 - Math.tanh(y) ** 2;"),
      says: "do not apply tanh to it again",
    },
    {
      wrong: "the sign",
      source: slope("return y ** 2 - 1;"),
      says: "tanhSlope(0) is -1, expected 1: the size is right, the sign is not",
    },
    {
      wrong: "a plus",
      source: slope("return 1 + y * y;"),
      says: "taken away from 1, not added",
    },
    {
      wrong: "the derivative of the answer",
      source: slope("return -2 * y;"),
      says: "that is the derivative of 1 − y²",
    },
    {
      wrong: "no return",
      source: slope("const slope = 1 - y * y;"),
      says: "tanhSlope(0) is undefined: did you forget to return?",
    },
    { wrong: "the value", source: slope("return y;"), says: "the value of tanh, not its slope" },
    {
      wrong: "the power sign in parentheses",
      source: slope("return 1 - (y ^ 2);"),
      says: "in JavaScript ^ does not raise to a power",
    },
    {
      wrong: "a list",
      source: slope("return [1 - y * y];"),
      says: "tanhSlope(0) is [1], expected a number",
    },
    {
      wrong: "twice the slope",
      source: slope("return 2 * (1 - y * y);"),
      says: "tanhSlope(0) is 2, expected 1: that is 2 times as much",
    },
  ],

  "layer-backward": [
    {
      wrong: "a mean over the rows in the weight",
      source: layer(`${dW}.map((row) => row.map((v) => v / X.length))`, db, dX),
      says: "row 1, column 1 of dW is -0.1667, expected -0.5: that is the mean over the 3 rows",
    },
    {
      wrong: "no transpose for the weight",
      source: layer("productOf(X, dY)", db, dX),
      says: "productOf: [3, 2] and [3, 4] do not fit. Write the shapes of X, W and dY down",
    },
    {
      wrong: "the weight's gradient transposed",
      source: layer("productOf(transposeOf(dY), X)", db, dX),
      says: "dW has shape [4, 2], expected [2, 4], the shape of W: it is transposed.",
    },
    {
      wrong: "a mean over rows",
      source: layer(
        dW,
        "transposeOf(dY).map((column) => column.reduce((sum, g) => sum + g) / dY.length)",
        dX,
      ),
      says: "that is the mean over the 3 rows. Each row uses the bias once, so take the sum.",
    },
    {
      wrong: "no reduction",
      source: layer(dW, "dY", dX),
      says: "db has shape [3, 4], expected [4]: the bias was added to every row",
    },
    {
      wrong: "sums along the rows",
      source: layer(dW, "dY.map((row) => row.reduce((sum, g) => sum + g))", dX),
      says: "db has 3 elements, one for each row, expected 4",
    },
    {
      wrong: "the first row only",
      source: layer(dW, "dY[0]", dX),
      says: "db is row 1 of dY, expected the sum over all rows.",
    },
    {
      wrong: "no transpose for the input",
      source: layer(dW, db, "productOf(dY, W)"),
      says: "productOf: [3, 4] and [2, 4] do not fit",
    },
    {
      wrong: "the input's gradient left out",
      source: layer(dW, db, "undefined"),
      says: "dX is undefined: fill in its value.",
    },
    {
      wrong: "a bias gradient fitted to four outputs",
      source: layer(dW, "dY[0].map((_, o) => dY[0][o] + dY[1][o] + dY[2][o])", dX),
      says: "layerBackward stopped for a single example: Cannot read properties of undefined",
    },
    {
      wrong: "the last row only",
      source: layer(dW, "dY.at(-1)", dX),
      says: "db is row 3 of dY, expected the sum over all rows.",
    },
    {
      wrong: "dY as the place to add up",
      source: layer(
        dW,
        "dY.reduce((total, row) => { row.forEach((g, o) => { total[o] += g; }); return total; })",
        dX,
      ),
      says: "layerBackward changed dY, which was given to it and which others still need",
    },
    {
      wrong: "an input written over",
      source: layer(dW, db, `${dX}.map((row, n) => { X[n] = row; return row; })`),
      says: "layerBackward changed X",
    },
    {
      wrong: "a list in place of an object",
      source: `function layerBackward(X, W, dY) { return [${dW}, ${db}, ${dX}]; }`,
      says: "layerBackward returns an array of 3, expected an object { dW, db, dX }",
    },
    {
      wrong: "other names",
      source: `function layerBackward(X, W, dY) { return { W: ${dW}, b: ${db}, X: ${dX} }; }`,
      says: "what layerBackward returns has no dW, only W, b, X",
    },
    {
      wrong: "no return",
      source: `function layerBackward(X, W, dY) { const dW = ${dW}; }`,
      says: "layerBackward gives undefined: did you forget to return?",
    },
    {
      wrong: "a promise",
      source: `async ${layer(dW, db, dX)}`,
      says: "layerBackward returns a promise",
    },
    {
      wrong: "a mean in the input",
      source: layer(dW, db, `${dX}.map((row) => row.map((v) => v / row.length))`),
      says: "row 1, column 1 of dX is",
    },
    {
      wrong: "a count of rows that is always three",
      source: layer(
        `${dW}.map((row, i) => row.map((_, o) => [0, 1, 2].reduce((sum, n) => sum + (X[n]?.[i] ?? 9) * (dY[n]?.[o] ?? 1), 0)))`,
        db,
        dX,
      ),
      says: "row 1, column 1 of dW for a single example is",
    },
  ],

  "logit-gradient": [
    {
      wrong: "a mean over the classes",
      source: logit("(power / total - (c === labels[n] ? 1 : 0)) / row.length"),
      says: "the loss is a mean over the 4 rows, not over the classes",
    },
    {
      wrong: "the label taken for a probability",
      source: logit("(power / total - labels[n]) / logits.length"),
      says: "a label is the number of a class",
    },
    {
      wrong: "a sum that begins with a bare score",
      source: logit(
        "powers[c] / sum - (c === labels[n] ? 1 : 0)",
        "const sum = row.reduce((all, score) => all + Math.exp(score));",
      ),
      says: "row 1 of the gradient sums to",
    },
    {
      wrong: "classes counted from one",
      source: logit("(power / total - (c === labels[n] - 1 ? 1 : 0)) / logits.length"),
      says: "classes are counted from 0",
    },
    {
      wrong: "no mean",
      source: logit("power / total - (c === labels[n] ? 1 : 0)"),
      says: "that is 4 times as much. The loss is a mean over 4 rows, so divide by 4.",
    },
    {
      wrong: "wanted minus predicted",
      source: logit("((c === labels[n] ? 1 : 0) - power / total) / logits.length"),
      says: "the size is right, the sign is not. The gradient points uphill",
    },
    {
      wrong: "nothing taken from the right class",
      source: logit("power / total / logits.length"),
      says: "take 1 from its probability",
    },
    {
      wrong: "scores for probabilities",
      source: logit("(row[c] - (c === labels[n] ? 1 : 0)) / logits.length"),
      says: "that takes the scores for probabilities",
    },
    {
      wrong: "the right class only",
      source: logit("c === labels[n] ? (power / total - 1) / logits.length : 0"),
      says: "only the right class gets a gradient",
    },
    {
      wrong: "exp of large scores",
      source: logit(
        "(raw[c] / sum - (c === labels[n] ? 1 : 0)) / logits.length",
        "const raw = row.map(Math.exp); const sum = raw.reduce((a, b) => a + b);",
      ),
      says: "Subtract the row's largest score before exp.",
    },
    {
      wrong: "one largest score for all rows",
      source: logit(
        "(raw[c] / sum - (c === labels[n] ? 1 : 0)) / logits.length",
        "const most = Math.max(...logits.flat()); const raw = row.map((z) => Math.exp(z - most)); const sum = raw.reduce((a, b) => a + b);",
      ),
      says: "take from each row its own largest score",
    },
    {
      wrong: "scores changed in place",
      source: logit(
        "(power / total - (c === labels[n] ? 1 : 0)) / logits.length",
        "row.forEach((z, c) => { row[c] = z - top; });",
      ),
      says: "logitGradient changed logits",
    },
    {
      wrong: "three classes always",
      source: logit(
        "0).slice(0, 0).concat([0, 1, 2].map((c) => (powers[c] / total - (c === labels[n] ? 1 : 0)) / logits.length)",
      ),
      says: "row 1 of the gradient for the scores 1 and -1 has 3 columns, expected 2",
    },
    {
      wrong: "four rows always",
      source: logit("(power / total - (c === labels[n] ? 1 : 0)) / 4"),
      says: "row 1, column 1 of the gradient for the scores 1 and -1 is",
    },
    {
      wrong: "the loss itself",
      source: logit("0), -Math.log(powers[labels[n]] / total"),
      says: "row 1 of the gradient is 0.1698, expected an array",
    },
    {
      wrong: "softmax down the columns",
      source: logit(
        "(Math.exp(row[c]) / logits.reduce((sum, other) => sum + Math.exp(other[c]), 0) - (c === labels[n] ? 1 : 0)) / logits.length",
      ),
      says: "row 1 of the gradient sums to",
    },
    {
      wrong: "a mean of the probabilities only",
      source: logit("power / total / logits.length - (c === labels[n] ? 1 : 0)"),
      says: "row 1 of the gradient sums to -0.75, expected 0",
    },
  ],

  "new-operation": [
    {
      wrong: "a function without values below zero",
      source: node("Math.sqrt(u.data)", "0.5 / Math.sqrt(u.data)"),
      says: "choose a function that has a value for negative numbers too",
    },
    {
      wrong: "the Value in place of its number",
      source: node("Math.sin(u)", "Math.cos(u)"),
      says: "compute with u.data, which is a number",
    },
    {
      wrong: "a bare number",
      source: operation("return Math.sin(u.data);"),
      says: "returns the number -0.9917, expected a Value",
    },
    {
      wrong: "no inputs",
      source: operation("return new Value(Math.sin(u.data));"),
      says: "no gradient can reach u",
    },
    {
      wrong: "the slope of the start",
      source: node("Math.sin(u.data)", "1"),
      says: "the slope is still the 1 of the starting point",
    },
    {
      wrong: "the sign",
      source: node("Math.cos(u.data)", "Math.sin(u.data)"),
      says: "the size is right, the sign is not",
    },
    {
      wrong: "the sigmoid's slope from u",
      source: node("1 / (1 + Math.exp(-u.data))", "u.data * (1 - u.data)"),
      says: "s(1 − s) wants the value s",
    },
    {
      wrong: "the value for its slope",
      source: node("Math.log(1 + Math.exp(u.data))", "Math.log(1 + Math.exp(u.data))"),
      says: "that is the value itself, not its slope",
    },
    {
      wrong: "what the engine has",
      source: operation("return u.tanh();"),
      says: "operation gives tanh, which the engine has",
    },
    {
      wrong: "made of what the engine has",
      source: operation("return u.mul(u);"),
      says: "expected one of each: a single node with a slope that you wrote",
    },
    {
      wrong: "a number that ignores its input",
      source: node("0.5", "0"),
      says: "operation gives 0.5 everywhere",
    },
    {
      wrong: "the input's own number changed",
      source: operation(
        "const slope = Math.cos(u.data);",
        "u.data = Math.sin(u.data);",
        'return new Value(u.data, "", "sin", [u], [slope]);',
      ),
      says: "operation changed u.data from -1.7 to -0.9917",
    },
    {
      wrong: "no list around the input",
      source: operation('return new Value(Math.sin(u.data), "", "sin", u, [Math.cos(u.data)]);'),
      says: "the inputs of operation(-1.7) are a Value, expected a list",
    },
    {
      wrong: "no list around the slope",
      source: operation('return new Value(Math.sin(u.data), "", "sin", [u], Math.cos(u.data));'),
      says: "the slopes of operation(-1.7) are -0.1288, expected a list",
    },
    {
      wrong: "the name left out",
      source: operation('return new Value(Math.sin(u.data), "sin", [u], [Math.cos(u.data)]);'),
      says: "operation(-1.7) lacks one of its five parts",
    },
    {
      wrong: "an object of its own",
      source: operation(
        "return { data: Math.sin(u.data), inputs: [u], locals: [Math.cos(u.data)] };",
      ),
      says: "operation at -1.7 returns an object, expected a Value",
    },
    {
      wrong: "the chain rule forgotten inside",
      source: node("Math.sin(2 * u.data)", "Math.cos(2 * u.data)"),
      says: "the slope at -1.7 is -0.9668, expected -1.934",
    },
    {
      wrong: "a slope remembered from the first call",
      source: `let firstSlope;\n${operation("firstSlope ??= Math.cos(u.data);", 'return new Value(Math.sin(u.data), "", "sin", [u], [firstSlope]);')}`,
      says: "the slope at -0.6 is -0.1288, expected 0.8253",
    },
    {
      wrong: "u in place of u.data in the slope",
      source: node("Math.sin(u.data)", "Math.cos(u)"),
      says: "the slope at -1.7 is NaN",
    },
  ],
};
