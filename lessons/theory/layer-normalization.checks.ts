import {
  CheckFailure,
  type Checks,
  expectArray,
  expectClose,
  expectFunction,
  expectNumber,
  type Nested,
  pass,
} from "../lib/coursework/check.js";
import { describeValue } from "../lib/coursework/describeValue.js";
import { random } from "../lib/tensor/random.js";

type Matrix = number[][];
type Row = readonly number[];

export const checks: Checks = {
  "row-variance": {
    names: ["normalizeRow"],
    check({ normalizeRow }) {
      const normalize = expectFunction(normalizeRow, "normalizeRow");
      const row = [1, 2, 6];
      const got = expectArray(callWith(normalize, "normalizeRow", { row }), "the result");
      if (got.some(Number.isNaN))
        throw new CheckFailure(
          "the result has a NaN: variance is missing, or below 0. (A square is written v ** 2 or v * v; ^ is something else in JavaScript.)",
        );
      nameMistake(
        got,
        row.map((v) => scaled(row, v, 1e-5)),
        "element 1 of the result",
        varianceMistakes.map(([of, says]) => {
          const variance = of(row);
          return [row.map((v) => (v - average(row)) / Math.sqrt(variance + 1e-5)), says];
        }),
      );
      expectClose(
        got,
        row.map((v) => scaled(row, v, 1e-5)),
        { name: "the result" },
      );
      expectClose(normalize([7, 7, 7, 7]), [0, 0, 0, 0], { name: "the result for four sevens" });
      const two = normalize([-3, 5], 4);
      expectClose(two, [-4 / Math.sqrt(20), 4 / Math.sqrt(20)], {
        name: "the result for -3 and 5 with epsilon 4",
      });
      return pass("A mean of squared distances, over all the features.");
    },
  },

  "layer-norm": {
    names: ["layerNormOf"],
    check({ layerNormOf }) {
      const norm = expectFunction(layerNormOf, "layerNormOf");
      const inputs = {
        X: [
          [1, 2, 6],
          [0.5, -1, 0.2],
        ],
        gamma: [2, 1, 0.5],
        beta: [0, 1, -3],
        epsilon: 0.25,
      };
      const { X, gamma, beta, epsilon } = inputs;
      const got = callWith(norm, "layerNormOf", inputs);
      refuseShape(got, [2, 3]);
      const right = normed(X, gamma, beta, epsilon);
      nameMistake(got, right, "row 1, column 1 of the result", layerNormMistakes(inputs));
      expectClose(got, right, { name: "the result" });
      const single = [[4, 0]];
      expectClose(norm(single, [1, 3], [0, 0], 1e-5), normed(single, [1, 3], [0, 0], 1e-5), {
        name: "the result for a single example",
      });
      const level = norm([[5, 5, 5]], [1, 1, 1], [1, 2, 3], 1e-5);
      expectClose(level, [[1, 2, 3]], { name: "the result for equal features" });
      return pass("Each example by itself, then each feature its own stretch and shift.");
    },
  },

  "norm-backward": {
    names: ["normBackward"],
    check({ normBackward }) {
      const backward = expectFunction(normBackward, "normBackward");
      const row = [1, 2, 6, -1];
      const inverse = 1 / Math.sqrt(varianceOf(row) + 1e-5);
      const h = row.map((v) => scaled(row, v, 1e-5));
      const dy = [1, -0.5, 2, 0.25];
      const got = callWith(backward, "normBackward", { dy, h, inverse });
      const result = expectArray(got, "the gradient").map((v, c) =>
        expectNumber(v, `element ${c + 1} of the gradient`),
      );
      const right = rowGradient(dy, h, inverse);
      nameMistake(result, right, "element 1 of the gradient", backwardMistakes(dy, h, inverse));
      expectPerpendicular(result, h);
      expectClose(result, right, { name: "the gradient" });
      const pair = rowGradient([3, 1, -1], [1.2, -1.2, 0], 0.5);
      expectClose(backward([3, 1, -1], [1.2, -1.2, 0], 0.5), pair, {
        name: "the gradient for a row of three",
      });
      return pass("It is perpendicular to (1, …, 1) and to the normalized row.");
    },
  },

  "forty-blocks": {
    names: ["block"],
    check({ block }) {
      const join = expectFunction(block, "block");
      const building = new Building(join);
      const { sizeOut, nudge, smallestSay } = building.measure();
      if (smallestSay < 1e-9)
        throw new CheckFailure(
          "a block in the middle changes nothing when its layers fall silent: let f have a say.",
        );
      if (nudge < 0.1)
        throw new CheckFailure(
          `a nudge of the input arrives ${brief(nudge)} times as large, expected 0.1 to 10: it fades on the way. ${whyItFades(building)}`,
        );
      if (sizeOut > 10 || nudge > 10)
        throw new CheckFailure(
          `the output is ${brief(sizeOut)} times as large as the input, and a nudge grows ${brief(nudge)} times, expected 0.1 to 10: each block adds in proportion to what is there. Scale what it adds, or let f read a normalized row.`,
        );
      if (sizeOut < 0.1)
        throw new CheckFailure(
          `the output is ${brief(sizeOut)} times as large as the input, expected 0.1 to 10.`,
        );
      return pass(
        `Through forty blocks the row keeps ${brief(sizeOut)} times its size, and a nudge ${brief(nudge)} times.`,
      );
    },
  },
};

function average(row: Row): number {
  return row.reduce((sum, v) => sum + v, 0) / row.length;
}

function varianceOf(row: Row): number {
  return average(row.map((v) => (v - average(row)) ** 2));
}

function scaled(row: Row, v: number, epsilon: number): number {
  return (v - average(row)) / Math.sqrt(varianceOf(row) + epsilon);
}

function brief(number: number): string {
  return String(Number(number.toPrecision(3)));
}

const varianceMistakes: [(row: Row) => number, string][] = [
  [
    (row) => (varianceOf(row) * row.length) / (row.length - 1),
    "that divides by one less than the number of features. Layer norm divides by their number.",
  ],
  [
    (row) => varianceOf(row) * row.length,
    "that is the sum of the squares; divide by their number.",
  ],
  [(row) => Math.sqrt(varianceOf(row)), "that is the standard deviation; the root comes below."],
  [
    (row) => average(row.map((v) => v * v)),
    "that is the mean square of the numbers. Subtract the mean before you square.",
  ],
  [
    (row) => average(row.map((v) => Math.abs(v - average(row)))),
    "that is the mean distance from the mean; the variance is the mean of its square.",
  ],
  [
    (row) => Math.max(...row) - Math.min(...row),
    "that is the range, from the smallest to the largest.",
  ],
  [(row) => average(row.map((v) => v * v)) - average(row), "the mean taken away is not squared."],
  [() => 1, "variance is always 1 here, whatever the row."],
  [() => 0, "variance is 0 here, so that only epsilon is left to divide by."],
];

/** Calls the reader's function with copies, and refuses one that writes into them. */
function callWith(
  call: (...inputs: unknown[]) => unknown,
  name: string,
  inputs: Record<string, unknown>,
): unknown {
  const given = structuredClone(inputs);
  const result = call(...Object.values(given));
  if (result instanceof Promise)
    throw new CheckFailure(`${name} returns a promise: leave out async.`);
  for (const [input, value] of Object.entries(inputs)) {
    if (JSON.stringify(given[input]) === JSON.stringify(value)) continue;
    throw new CheckFailure(
      `${name} changed ${input}, which was given to it and which others still need: write into a copy.`,
    );
  }
  return result;
}

function nameMistake(
  got: unknown,
  right: Nested,
  place: string,
  mistakes: readonly (readonly [Nested, string])[],
): void {
  if (isSame(got, right)) return;
  const first = (nested: Nested): number =>
    typeof nested === "number" ? nested : first(nested[0] as Nested);
  for (const [wrong, says] of mistakes) {
    if (isSame(got, wrong))
      throw new CheckFailure(
        `${place} is ${brief(first(wrong))}, expected ${brief(first(right))}: ${says}`,
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

function refuseShape(got: unknown, [B, C]: [number, number]): void {
  const rows = expectArray(got, "the result");
  const [first] = rows;
  if (rows.length === B && typeof first === "object" && first !== null) {
    const columns = expectArray(first, "row 1 of the result").length;
    if (columns === C) return;
    throw new CheckFailure(`row 1 of the result has ${columns} columns, expected ${C}.`);
  }
  if (rows.length === C && typeof first === "object")
    throw new CheckFailure(
      `the result has ${rows.length} rows, expected ${B}: it is transposed. An example is a row.`,
    );
  throw new CheckFailure(
    `the result is ${describeValue(got)}, expected ${B} rows of ${C} numbers, the shape of X.`,
  );
}

function normed(X: Matrix, gamma: Row, beta: Row, epsilon: number): Matrix {
  return X.map((row) =>
    row.map((v, c) => (gamma[c] as number) * scaled(row, v, epsilon) + (beta[c] as number)),
  );
}

interface NormInputs {
  X: Matrix;
  gamma: number[];
  beta: number[];
  epsilon: number;
}

/** The wrong matrices that learners write, each with what to say about it. */
function layerNormMistakes({ X, gamma, beta, epsilon }: NormInputs): [Matrix, string][] {
  const column = (c: number) => X.map((row) => row[c] as number);
  const map = (f: (v: number, row: number[], c: number, n: number) => number): Matrix =>
    X.map((row, n) => row.map((v, c) => f(v, row, c, n)));
  const g = (c: number) => gamma[c] as number;
  const b = (c: number) => beta[c] as number;
  const all = X.flat();
  const unbiased = (row: Row) => (varianceOf(row) * row.length) / (row.length - 1);
  const centred = (row: Row, v: number) => v - average(row);
  return [
    [
      map((v, row, c) => (g(c) * centred(row, v)) / Math.sqrt(unbiased(row) + epsilon) + b(c)),
      "the variance is divided by one less than the number of features; divide by their number.",
    ],
    [
      map((v, row, c) => (g(c) * centred(row, v)) / (Math.sqrt(varianceOf(row)) + epsilon) + b(c)),
      "epsilon is added after the root; add it to the variance, inside.",
    ],
    [
      map((v, row, c) => (g(c) * centred(row, v)) / Math.sqrt(varianceOf(row)) + b(c)),
      "epsilon is left out.",
    ],
    [
      map((v, _, c) => g(c) * scaled(column(c), v, epsilon) + b(c)),
      "mean and variance go down the columns: that is batch norm. Layer norm goes along the rows.",
    ],
    [
      map((v, _, c) => g(c) * scaled(all, v, epsilon) + b(c)),
      "the whole matrix shares one mean and one variance; each row has its own.",
    ],
    [map((v, row, c) => scaled(row, v, epsilon) + b(c)), "gamma is left out."],
    [map((v, row, c) => g(c) * scaled(row, v, epsilon)), "beta is left out."],
    [map((v, row) => scaled(row, v, epsilon)), "gamma and beta are left out."],
    [
      map((v, row, c) => g(c) * (scaled(row, v, epsilon) + b(c))),
      "gamma stretches beta too; stretch first, then add beta.",
    ],
    [
      map((v, row, _, n) => g(n) * scaled(row, v, epsilon) + b(n)),
      "gamma and beta belong to features: take those of the column, not of the row.",
    ],
    [
      map((v, row, c) => (g(c) * centred(row, v)) / (varianceOf(row) + epsilon) + b(c)),
      "the root of the variance is missing.",
    ],
    [
      map((v, row, c) => (g(c) * v) / Math.sqrt(varianceOf(row) + epsilon) + b(c)),
      "the mean is not subtracted.",
    ],
  ];
}

function rowGradient(dy: Row, h: Row, inverse: number): number[] {
  const along = average(dy.map((g, c) => g * (h[c] as number)));
  return dy.map((g, c) => inverse * (g - average(dy) - (h[c] as number) * along));
}

function backwardMistakes(dy: Row, h: Row, inverse: number): [number[], string][] {
  const level = average(dy);
  const products = dy.map((g, c) => g * (h[c] as number));
  const along = average(products);
  const map = (f: (g: number, h: number) => number) => dy.map((g, c) => f(g, h[c] as number));
  const C = dy.length;
  return [
    [
      map((g) => g),
      "that is dy as it came. The norm changed what went in, so the gradient changes too.",
    ],
    [
      map((g) => inverse * g),
      "mean and deviation depend on the row as well; this takes them for constants.",
    ],
    [
      map((g) => inverse * (g - level)),
      "the part along h is still there: the deviation depends on the row too.",
    ],
    [
      map((g, h) => inverse * (g - h * along)),
      "the mean of dy is still there: the row's mean depends on the row too.",
    ],
    [map((g, h) => g - level - h * along), "the factor inverse is missing."],
    [
      map((g, h) => (g - level - h * along) / inverse),
      "it is divided by inverse, which is one over the deviation already; multiply.",
    ],
    [
      map((g, h) => inverse * (g - level * C - h * along * C)),
      "sums are taken away where means should be.",
    ],
    [map((g, h) => inverse * (g - level + h * along)), "the part along h is added; take it away."],
    [
      map((g, _) => inverse * (g - level - along)),
      "the second mean is taken away as it is; it belongs to h: take away h[c] times it.",
    ],
    [map((g, h) => -inverse * (g - level - h * along)), "the size is right, the sign is not."],
  ];
}

/** Moving and stretching a row changes nothing, so its gradient has no part along them. */
function expectPerpendicular(gradient: Row, h: Row): void {
  const total = gradient.reduce((sum, v) => sum + v, 0);
  if (Math.abs(total) > 1e-5)
    throw new CheckFailure(
      `the gradient sums to ${brief(total)}, expected 0: moving all features together changes nothing.`,
    );
  const along = gradient.reduce((sum, v, c) => sum + v * (h[c] as number), 0);
  if (Math.abs(along) > 1e-3)
    throw new CheckFailure(
      `the gradient times h sums to ${brief(along)}, expected 0: stretching the row changes nothing.`,
    );
}

const floors = 40;
const C = 16;

/** Forty blocks as the reader joins them, each with two random layers that let about half through. */
class Building {
  readonly #join: (...inputs: unknown[]) => unknown;
  readonly #branches: ((h: Row) => number[])[];
  readonly #input: number[];

  constructor(join: (...inputs: unknown[]) => unknown) {
    this.#join = join;
    const { normal } = random(1);
    const matrix = (spread: number) =>
      Array.from({ length: C }, () => Array.from({ length: C }, () => spread * normal()));
    const times = (matrix: Matrix, h: Row) =>
      matrix.map((row) => row.reduce((sum, w, i) => sum + w * (h[i] as number), 0));
    this.#branches = Array.from({ length: floors }, () => {
      const [first, last] = [matrix(0.7 * Math.sqrt(2 / C)), matrix(0.7 * Math.sqrt(1 / C))];
      return (h) =>
        times(
          last,
          times(first, h).map((v) => Math.max(0, v)),
        );
    });
    this.#input = Array.from({ length: C }, normal);
  }

  /** Sends a row through, with the layers of one floor silent if one is named. */
  run(input: Row, silent = -1): number[] {
    let h = [...input];
    for (const [floor, branch] of this.#branches.entries()) {
      const f = (h: unknown) => (floor === silent ? rowOf(h).map(() => 0) : branch(rowOf(h)));
      const next = expectArray(this.#join([...h], f, floors), "what block returns");
      if (next.length !== C)
        throw new CheckFailure(
          `block returns ${next.length} numbers, expected ${C}, as many as h has.`,
        );
      h = next.map((v, c) =>
        expectNumber(v, `element ${c + 1} of what block ${floor + 1} returns`),
      );
    }
    return h;
  }

  measure(): { sizeOut: number; nudge: number; smallestSay: number } {
    const output = this.run(this.#input);
    const size = (row: Row) => Math.hypot(...row);
    const step = 1e-4;
    const squares = this.#input.map((_, at) => {
      const nudged = (by: number) => this.run(this.#input.map((v, c) => (c === at ? v + by : v)));
      const [up, down] = [nudged(step), nudged(-step)];
      return size(up.map((v, c) => (v - (down[c] as number)) / (2 * step))) ** 2;
    });
    const says = [0, 10, 20, 39].map((floor) =>
      size(this.run(this.#input, floor).map((v, c) => v - (output[c] as number))),
    );
    const reference = Math.max(size(output), 1e-300);
    return {
      sizeOut: size(output) / size(this.#input),
      nudge: Math.sqrt(average(squares)),
      smallestSay: Math.min(...says) / reference,
    };
  }

  /** What one block makes of a row when its layers are silent. */
  silentBlock(): number[] {
    const zero = (h: Row) => h.map(() => 0);
    return expectArray(this.#join([...this.#input], zero, floors), "what block returns").map(
      Number,
    );
  }

  get input(): Row {
    return this.#input;
  }
}

function rowOf(h: unknown): number[] {
  const row = expectArray(h, "what f is given").map((v, c) =>
    expectNumber(v, `element ${c + 1} for f`),
  );
  if (row.length === C) return row;
  throw new CheckFailure(`f is given ${row.length} numbers, expected ${C}: give it the whole row.`);
}

/** Where the path around is missing, or what stands on it. */
function whyItFades(building: Building): string {
  const quiet = building.silentBlock();
  const ratio = Math.hypot(...quiet) / Math.hypot(...building.input);
  if (ratio < 1e-9) return "There is no way around f: where f is silent, nothing gets through.";
  const isScaled = quiet.every(
    (v, c) => Math.abs(v - ratio * (building.input[c] as number)) < 1e-6,
  );
  if (isScaled && ratio < 0.999)
    return `Each block multiplies h itself by ${brief(ratio)}; leave the way around as it is.`;
  return "Something stands on the way around h.";
}
