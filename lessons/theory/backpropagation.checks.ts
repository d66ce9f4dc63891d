import { Value } from "../lib/autograd/scalar.js";
import {
  CheckFailure,
  type Checks,
  expectArray,
  expectClose,
  expectFunction,
  expectNumber,
  messageOf,
  type Nested,
  pass,
} from "../lib/coursework/check.js";
import { describeValue } from "../lib/coursework/describeValue.js";

type Matrix = number[][];

export const checks: Checks = {
  "tanh-slope": {
    names: ["tanhSlope"],
    check({ tanhSlope }) {
      const slope = expectFunction(tanhSlope, "tanhSlope");
      const points = [0, 0.5, -1.2, 3].map((x) => Number(Math.tanh(x).toFixed(4)));
      const results = points.map((y) => expectNumber(slope(y), `tanhSlope(${y})`));
      for (const { f, says } of slopeMistakes) {
        if (!points.every((y, i) => isNear(results[i] as number, f(y)))) continue;
        const y = points.find((y) => !isNear(f(y), 1 - y * y)) ?? 0;
        const numbers = `tanhSlope(${y}) is ${brief(f(y))}, expected ${brief(1 - y * y)}`;
        throw new CheckFailure(`${numbers}: ${says}.`);
      }
      for (const [i, y] of points.entries())
        expectClose(results[i], 1 - y * y, { name: `tanhSlope(${y})`, tolerance: 1e-9 });
      return pass("It is 1 where tanh is steepest, and fades to 0 where tanh is flat.");
    },
  },

  "layer-backward": {
    names: ["layerBackward"],
    check({ layerBackward }) {
      const backward = expectFunction(layerBackward, "layerBackward");
      const X = [
        [1, 2],
        [-3, 0.5],
        [0, -1],
      ]; // [B, I] = [3, 2]
      const W = [
        [0.5, -1, 2, 0],
        [1, 3, -2, 0.5],
      ]; // [I, O] = [2, 4]
      const dY = [
        [1, 0, -1, 2],
        [0.5, 2, 1, -1],
        [-2, 1, 0.5, 3],
      ]; // [B, O]
      const right = layerGradients(X, W, dY);
      const { dW, db, dX } = layerResult(backward, [X, W, dY]);
      refuseShape(dW, [2, 4], "dW", "W");
      const meanOfRows = right.dW.map((row) => row.map((entry) => entry / X.length));
      if (isSame(dW, meanOfRows))
        throw new CheckFailure(
          `row 1, column 1 of dW is ${brief(meanOfRows[0]?.[0] ?? 0)}, expected ${brief(right.dW[0]?.[0] ?? 0)}: that is the mean over the ${X.length} rows. Each row uses the weights once, so the paths add up.`,
        );
      expectClose(dW, right.dW, { name: "dW" });
      checkBias(db, dY, right.db);
      refuseShape(dX, [3, 2], "dX", "X");
      expectClose(dX, right.dX, { name: "dX" });
      const single: LayerInputs = [[[1, 0]], [[1], [2]], [[2]]];
      const again = layerResult(backward, single, " for a single example");
      for (const [name, gradient] of Object.entries(layerGradients(...single)))
        expectClose(again[name], gradient, { name: `${name} for a single example` });
      return pass("Every gradient has its own shape, and the bias has the sum over the rows.");
    },
  },

  "logit-gradient": {
    names: ["logitGradient"],
    check({ logitGradient }) {
      const gradient = expectFunction(logitGradient, "logitGradient");
      const logits = [
        [2, 0, -1],
        [0.5, 1.5, 0],
        [-1, 1, 3],
        [0, 0, 0],
      ]; // [B, K] = [4, 3]
      const labels = [0, 2, 1, 2];
      const gradientAt = (logits: Matrix, labels: number[]) => {
        const given = structuredClone({ logits, labels });
        const result = gradient(given.logits, given.labels);
        refuseChanged("logitGradient", given, { logits, labels });
        return result;
      };
      const got = expectArray(gradientAt(logits, labels), "the gradient");
      nameLogitMistake(got, logits, labels);
      expectClose(got, logitGradients(logits, labels), { name: "the gradient" });
      const pair: Matrix = [[1, -1]];
      expectClose(gradientAt(pair, [0]), logitGradients(pair, [0]), {
        name: "the gradient for the scores 1 and -1",
      });
      const large = gradientAt([[1000, 0]], [1]);
      if (hasNaN(large))
        throw new CheckFailure(
          "for the scores 1000 and 0 the gradient is NaN: Math.exp(1000) is Infinity. Subtract the row's largest score before exp.",
        );
      expectClose(large, [[1, -1]], { name: "the gradient for the scores 1000 and 0" });
      const apart: Matrix = [
        [1000, 0],
        [0, -1000],
      ];
      const far = gradientAt(apart, [0, 0]);
      if (hasNaN(far))
        throw new CheckFailure(
          "for a row of 1000 and 0 and a row of 0 and -1000 the gradient has a NaN: take from each row its own largest score, or a row far below has only zeros left.",
        );
      expectClose(far, logitGradients(apart, [0, 0]), {
        name: "the gradient for two rows far apart",
      });
      return pass("Predicted minus wanted probabilities, shared among the rows.");
    },
  },

  "new-operation": {
    names: ["operation"],
    check({ operation }) {
      const apply = expectFunction(operation, "operation");
      const samples = [-1.7, -0.6, 0.3, 0.9, 2.1];
      const results = samples.map((x) => resultAt(apply, x));
      refuseKnown(samples, results);
      for (const x of samples) {
        const u = new Value(x);
        const result = resultAt(apply, u);
        if (u.data !== x)
          throw new CheckFailure(
            `operation changed u.data from ${x} to ${brief(u.data)}: others still need it. Put the result in a new Value.`,
          );
        refuseParts(result, `operation(${x})`);
        if (!result.inputs.includes(u))
          throw new CheckFailure(
            `no gradient can reach u: operation(${x}) does not list u among its inputs.`,
          );
        if (result.inputs.length !== 1 || result.locals.length !== 1)
          throw new CheckFailure(
            `operation(${x}) has ${counted(result.inputs, "input")} and ${counted(result.locals, "local derivative")}, expected one of each: a single node with a slope that you wrote.`,
          );
        const h = 1e-5;
        const numerical = (resultAt(apply, x + h).data - resultAt(apply, x - h).data) / (2 * h);
        const slope = expectNumber(result.locals[0], `the slope at ${x}`);
        nameSlopeMistake(x, result.data, slope, numerical);
        expectClose(slope, numerical, { name: `the slope at ${x}`, tolerance: 1e-6 });
      }
      const v = new Value(0.4);
      resultAt(apply, v.mul(2)).mul(resultAt(apply, v)).backward();
      const f = (x: number) => resultAt(apply, 2 * x).data * resultAt(apply, x).data;
      const numerical = (f(0.4 + 1e-5) - f(0.4 - 1e-5)) / 2e-5;
      expectClose(v.grad, numerical, {
        name: "used twice in one graph, the gradient",
        tolerance: 1e-6,
      });
      return pass("Nudging agrees at every point, and inside a larger graph too.");
    },
  },
};

const slopeMistakes = [
  { f: (y: number) => 1 - y, says: "1 − y lacks a square" },
  { f: (y: number) => y * (1 - y), says: "y(1 − y) is the slope of the sigmoid" },
  { f: (y: number) => y * y - 1, says: "the size is right, the sign is not" },
  { f: (y: number) => 1 + y * y, says: "the square should be taken away from 1, not added" },
  {
    f: (y: number) => 1 - Math.tanh(y) ** 2,
    says: "y is tanh(x) already, so do not apply tanh to it again",
  },
  { f: (y: number) => 1 / Math.cosh(y) ** 2, says: "that takes y for x; y is tanh(x) already" },
  ...[(y: number) => (1 - y) ^ 2, (y: number) => 1 - (y ^ 2)].map((f) => ({
    f,
    says: "in JavaScript ^ does not raise to a power; write y * y or y ** 2",
  })),
  { f: (y: number) => (1 - y) ** 2, says: "only y is squared, not the whole of 1 − y" },
  { f: (y: number) => Math.sqrt(1 - y * y), says: "there is a square root too many" },
  { f: (y: number) => y, says: "that is the value of tanh, not its slope" },
  { f: (y: number) => -2 * y, says: "that is the derivative of 1 − y², not 1 − y² itself" },
];

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
}

function counted(list: readonly unknown[], what: string): string {
  return `${list.length} ${what}${list.length === 1 ? "" : "s"}`;
}

function brief(number: number): string {
  return String(Number(number.toPrecision(4)));
}

type LayerInputs = [X: Matrix, W: Matrix, dY: Matrix];

/** What the reader's function makes of copies of the inputs, held to be an object of three gradients. */
function layerResult(
  backward: (...inputs: unknown[]) => unknown,
  inputs: LayerInputs,
  when = "",
): Record<string, unknown> {
  const given = structuredClone(inputs);
  const result = callOrExplain(() => backward(...given), when);
  if (result instanceof Promise)
    throw new CheckFailure("layerBackward returns a promise: leave out async.");
  if (typeof result !== "object" || result === null || Array.isArray(result))
    throw new CheckFailure(
      `layerBackward returns ${describeValue(result)}, expected an object { dW, db, dX }.`,
    );
  const missing = ["dW", "db", "dX"].find((name) => !(name in result));
  if (missing)
    throw new CheckFailure(
      `what layerBackward returns has no ${missing}, only ${Object.keys(result).join(", ") || "nothing"}; expected { dW, db, dX }.`,
    );
  const named = ([X, W, dY]: LayerInputs) => ({ X, W, dY });
  refuseChanged("layerBackward", named(given), named(inputs));
  return result as Record<string, unknown>;
}

/** A product whose shapes do not fit is the likeliest accident here, so its message gets advice. */
function callOrExplain(call: () => unknown, when: string): unknown {
  try {
    return call();
  } catch (error) {
    const message = messageOf(error).replace(/^layerBackward\(.*\) threw an error: /, "");
    if (/^layerBackward\(.*\) is undefined/.test(message))
      throw new CheckFailure(`layerBackward gives undefined${when}: did you forget to return?`);
    const advice = /do not fit/.test(message)
      ? " Write the shapes of X, W and dY down: which of the two needs a transpose?"
      : "";
    throw new CheckFailure(`layerBackward stopped${when}: ${message}.${advice}`);
  }
}

/** An input that the reader's function wrote into is the bug that the page calls a buffer used again. */
function refuseChanged(
  name: string,
  after: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): void {
  for (const [input, value] of Object.entries(before)) {
    if (JSON.stringify(after[input]) === JSON.stringify(value)) continue;
    throw new CheckFailure(
      `${name} changed ${input}, which was given to it and which others still need: write into a copy.`,
    );
  }
}

function shapeOf(value: unknown): number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return [];
  const elements = expectArray(value, "it");
  return [elements.length, ...shapeOf(elements[0])];
}

function hasNaN(matrix: unknown): boolean {
  return expectArray(matrix, "the gradient").some(
    (row) => typeof row === "object" && expectArray(row, "a row").some(Number.isNaN),
  );
}

function refuseShape(value: unknown, wanted: number[], name: string, of: string): void {
  expectArray(value, name);
  const shape = shapeOf(value);
  if (`${shape}` === `${wanted}`) return;
  const isTurned = `${[...shape].reverse()}` === `${wanted}`;
  const why = isTurned ? ": it is transposed" : "";
  throw new CheckFailure(
    `${name} has shape [${shape.join(", ")}], expected [${wanted.join(", ")}], the shape of ${of}${why}.`,
  );
}

function checkBias(db: unknown, dY: Matrix, right: number[]): void {
  expectArray(db, "db");
  const rows = dY.length;
  if (`${shapeOf(db)}` === `${shapeOf(dY)}`)
    throw new CheckFailure(
      `db has shape [${shapeOf(db).join(", ")}], expected [${right.length}]: the bias was added to every row, so its gradient is summed over the rows.`,
    );
  const got = (db as unknown[]).map(Number);
  const isAll = (f: (column: number) => number) =>
    got.length === right.length && got.every((value, column) => isNear(value, f(column)));
  if (isAll((column) => (right[column] as number) / rows))
    throw new CheckFailure(
      `element 1 of db is ${brief(got[0] as number)}, expected ${brief(right[0] as number)}: that is the mean over the ${rows} rows. Each row uses the bias once, so take the sum.`,
    );
  const copied = dY.findIndex((row) => isAll((column) => row[column] as number));
  if (copied >= 0 && rows > 1)
    throw new CheckFailure(`db is row ${copied + 1} of dY, expected the sum over all rows.`);
  if (got.length === rows && rows !== right.length)
    throw new CheckFailure(
      `db has ${rows} elements, one for each row, expected ${right.length}, one for each output: sum over the rows, not along them.`,
    );
  expectClose(db, right, { name: "db" });
}

function layerGradients(X: Matrix, W: Matrix, dY: Matrix) {
  const sumOf = (count: number, term: (k: number) => number) =>
    Array.from({ length: count }, (_, k) => term(k)).reduce((total, part) => total + part, 0);
  const at = (A: Matrix, row: number, column: number) => A[row]?.[column] as number;
  const [inputs, outputs] = [W.length, W[0]?.length ?? 0];
  const columns = Array.from({ length: outputs }, (_, o) => o);
  const rows = Array.from({ length: inputs }, (_, i) => i);
  return {
    dW: rows.map((i) => columns.map((o) => sumOf(X.length, (n) => at(X, n, i) * at(dY, n, o)))),
    db: columns.map((o) => sumOf(X.length, (n) => at(dY, n, o))),
    dX: X.map((_, n) => rows.map((i) => sumOf(outputs, (o) => at(dY, n, o) * at(W, i, o)))),
  };
}

function softmax(row: readonly number[]): number[] {
  const powers = row.map((score) => Math.exp(score - Math.max(...row)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function logitGradients(logits: Matrix, labels: readonly number[]): Matrix {
  return logits.map((row, n) =>
    softmax(row).map((p, c) => (p - (c === labels[n] ? 1 : 0)) / logits.length),
  );
}

/** The wrong matrices that learners write, each with what to say about it. */
function nameLogitMistake(got: unknown[], logits: Matrix, labels: readonly number[]): void {
  const right = logitGradients(logits, labels);
  const wanted = (n: number, c: number) => (c === labels[n] ? 1 : 0);
  const map = (f: (p: number, n: number, c: number) => number): Matrix =>
    logits.map((row, n) => softmax(row).map((p, c) => f(p, n, c)));
  const first = (matrix: readonly unknown[]) => brief((matrix[0] as number[])[0] as number);
  const B = logits.length;
  const mistakes: [Matrix, string][] = [
    [
      map((p, n, c) => p - wanted(n, c)),
      `that is ${B} times as much. The loss is a mean over ${B} rows, so divide by ${B}.`,
    ],
    [
      map((p, n, c) => (wanted(n, c) - p) / B),
      "the size is right, the sign is not. The gradient points uphill: predicted minus wanted.",
    ],
    [
      map((p, n, c) => wanted(n, c) - p),
      `the sign is turned round, and the mean over ${B} rows is missing.`,
    ],
    [map((p) => p / B), "the right class is not treated apart: take 1 from its probability."],
    [
      logits.map((row, n) => row.map((score, c) => (score - wanted(n, c)) / B)),
      "that takes the scores for probabilities. Put them through softmax first.",
    ],
    [
      map((p, n, c) => (c === labels[n] ? (p - 1) / B : 0)),
      "only the right class gets a gradient. Raising any score lowers the right probability, so every class has one.",
    ],
    [
      map((p, n, c) => (p - wanted(n, c)) / (logits[n]?.length ?? 1)),
      `the loss is a mean over the ${B} rows, not over the classes.`,
    ],
    [
      map((p, n) => (p - (labels[n] as number)) / B),
      "a label is the number of a class, not a probability. Take 1 away where c is the label, and 0 elsewhere.",
    ],
    [
      map((p, n, c) => (p - (c === (labels[n] as number) - 1 ? 1 : 0)) / B),
      "classes are counted from 0, so the right column is labels[n] itself.",
    ],
  ];
  for (const [matrix, says] of mistakes) {
    if (isSame(got, matrix))
      throw new CheckFailure(
        `row 1, column 1 of the gradient is ${first(got)}, expected ${first(right)}: ${says}`,
      );
  }
  for (const [n, row] of got.entries()) {
    if (!Array.isArray(row) || row.some((entry) => typeof entry !== "number")) return;
    const total = (row as number[]).reduce((sum, entry) => sum + entry, 0);
    if (Math.abs(total) > 1e-6)
      throw new CheckFailure(
        `row ${n + 1} of the gradient sums to ${brief(total)}, expected 0: the probabilities of a row sum to 1, and 1 is taken away.`,
      );
  }
}

function isSame(got: unknown, wanted: Nested): boolean {
  try {
    expectClose(got, wanted, { name: "it" });
    return true;
  } catch {
    return false;
  }
}

type Apply = (...inputs: unknown[]) => unknown;

/** What the reader's operation makes of a point, held to be a value. */
function resultAt(apply: Apply, at: number | Value): Value {
  const u = typeof at === "number" ? new Value(at) : at;
  const result = apply(u);
  const name = `operation at ${brief(u.data)}`;
  if (result instanceof Value) {
    if (Number.isNaN(result.data)) refuseNaN(apply, u.data, name);
    expectNumber(result.data, `the value of ${name}`);
    return result;
  }
  if (typeof result === "number")
    throw new CheckFailure(
      `${name} returns the number ${brief(result)}, expected a Value: a bare number forgets how it was made.`,
    );
  throw new CheckFailure(`${name} returns ${describeValue(result)}, expected a Value.`);
}

/** The five things that make a node, one of them forgotten or not in a list. */
function refuseParts({ operation, inputs, locals }: Value, name: string): void {
  const order = 'new Value(data, "", "mine", [u], [slope])';
  if (typeof operation !== "string")
    throw new CheckFailure(`${name} lacks one of its five parts; in order they are ${order}.`);
  for (const [part, list] of Object.entries({ "the inputs": inputs, "the slopes": locals })) {
    if (Array.isArray(list)) continue;
    throw new CheckFailure(
      `${part} of ${name} are ${describeValue(list)}, expected a list: ${order}.`,
    );
  }
}

/** Not a number below zero only: a wrong domain. Everywhere: something undefined, often `u` for `u.data`. */
function refuseNaN(apply: Apply, at: number, name: string): never {
  const elsewhere = apply(new Value(0.9));
  if (at < 0 && elsewhere instanceof Value && !Number.isNaN(elsewhere.data))
    throw new CheckFailure(
      `the value of ${name} is NaN: choose a function that has a value for negative numbers too.`,
    );
  throw new CheckFailure(
    `the value of ${name} is NaN: compute with u.data, which is a number; u itself is a Value.`,
  );
}

const knownFunctions: [string, (x: number) => number][] = [
  ["its input, unchanged", (x) => x],
  ["exp, which the engine has", Math.exp],
  ["tanh, which the engine has", Math.tanh],
  ["relu, which the engine has", (x) => Math.max(x, 0)],
  ["neg, which the engine has", (x) => -x],
];

function refuseKnown(samples: readonly number[], results: readonly Value[]): void {
  for (const [name, f] of knownFunctions) {
    if (samples.every((x, i) => isNear(results[i]?.data as number, f(x))))
      throw new CheckFailure(`operation gives ${name}. Choose one that the engine lacks.`);
  }
  const [first] = results;
  if (results.every(({ data }) => isNear(data, first?.data as number)))
    throw new CheckFailure(
      `operation gives ${brief(first?.data as number)} everywhere, so there is nothing to differentiate. Use u.data.`,
    );
}

function nameSlopeMistake(x: number, y: number, slope: number, numerical: number): void {
  if (isNear(slope, numerical)) return;
  const numbers = `the slope at ${x} is ${brief(slope)}, and nudging gives ${brief(numerical)}`;
  const says = isNear(slope, -numerical)
    ? "the size is right, the sign is not"
    : isNear(slope, y)
      ? "that is the value itself, not its slope"
      : isNear(slope, 1)
        ? "the slope is still the 1 of the starting point"
        : isNear(slope, x * (1 - x))
          ? "s(1 − s) wants the value s, and this has u in its place"
          : undefined;
  if (says) throw new CheckFailure(`${numbers}: ${says}.`);
}
