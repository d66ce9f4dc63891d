import {
  CheckFailure,
  type Checks,
  expectArray,
  expectClose,
  expectFunction,
  expectNumber,
  expectRowSums,
  type Nested,
  pass,
} from "../lib/coursework/check.js";
import { describeValue } from "../lib/coursework/describeValue.js";

type Matrix = number[][];

export const checks: Checks = {
  "scaled-scores": {
    names: ["scoresOf"],
    check({ scoresOf }) {
      const scores = expectFunction(scoresOf, "scoresOf");
      const [q, k] = [someRows(3, 4, 1), someRows(5, 4, 2)];
      const got = called("scoresOf", scores, { q, k });
      refuseShape(got, [3, 5], "the scores");
      const D = 4;
      const plain = productsOf(q, k);
      nameMistake(got, scaled(plain, 1 / Math.sqrt(D)), "the scores", [
        [plain, "nothing is divided. Put the scale in."],
        [scaled(plain, 1 / D), `that divides by ${D}, the number of entries, and not by its root.`],
        [scaled(plain, Math.sqrt(D)), "the root multiplies here; it should divide."],
        [
          scaled(plain, 1 / Math.sqrt(3)),
          "that is the root of the number of queries. A longer text must not change a score: use the length of one row.",
        ],
        [
          scaled(plain, 1 / Math.sqrt(5)),
          "that is the root of the number of keys. A longer text must not change a score: use the length of one row.",
        ],
        [
          scaled(plain, 1 / D ** 2),
          `that divides by ${D} squared; the root is wanted, not the square.`,
        ],
        [
          scaled(plain, 1 / Math.sqrt(2)),
          "that always divides by the root of two. Rows can be longer.",
        ],
        [scaled(plain, 1 / Math.log(D)), "that divides by a logarithm; the root is wanted."],
      ]);
      const [wide, other] = [someRows(2, 9, 3), someRows(2, 9, 4)];
      expectClose(
        called("scoresOf", scores, { q: wide, k: other }),
        scaled(productsOf(wide, other), 1 / 3),
        {
          name: "for rows of 9 entries, the scores",
        },
      );
      return pass("The variance stays one, however long the rows are.");
    },
  },

  attention: {
    names: ["attention"],
    check({ attention }) {
      const attend = expectFunction(attention, "attention");
      const [q, k, v] = [someRows(3, 4, 1), someRows(5, 4, 2), someRows(5, 4, 3)];
      const got = called("attention", attend, { q, k, v });
      refuseTurned(got, 3, 4);
      refuseShape(got, [3, 4], "the output");
      const scores = scaled(productsOf(q, k), 1 / 2);
      const weights = scores.map(softmaxOf);
      const over = (some: Matrix, rows: Matrix) => some.map((shares) => mix(shares, rows));
      nameMistake(got, over(weights, v), "the output", [
        [
          over(productsOf(q, k).map(softmaxOf), v),
          "the scores lack the scale, one over the root of the row's length.",
        ],
        [
          over(scaled(productsOf(q, k), 1 / 4).map(softmaxOf), v),
          "the scores are divided by 4, the row's length, and not by its root.",
        ],
        [
          over(turned(turned(scores).map(softmaxOf)), v),
          "the softmax runs over the queries. Each query's weights, over the keys, must sum to one.",
        ],
        [over(scores, v), "the scores are not put through a softmax."],
        [
          over(
            scores.map((row) => row.map(Math.exp)),
            v,
          ),
          "the powers are not divided by their sum.",
        ],
        [
          over(scores.map(shares), v),
          "the scores are divided by their sum without exp: some are negative, so that is no share.",
        ],
        [over(weights, k), "that mixes the keys. Keys are compared; values are mixed."],
        [
          over(weights.map(hardest), v),
          "that takes the value of the best key alone. The dictionary is soft: every key gets a share.",
        ],
        [
          over(
            weights.map((row) => row.map(() => 1 / row.length)),
            v,
          ),
          "that is the plain mean of the values: the scores have no effect.",
        ],
        [
          scaled(over(weights, v), 1 / 2),
          "the scale belongs to the scores, before the softmax, not to the output.",
        ],
      ]);
      const worked = called("attention", attend, { q: unit, k: unit, v: [[1, 2], [3, 4]] }); // biome-ignore format: a matrix
      expectClose(worked, [[1.660477, 2.660477], [2.339523, 3.339523]], { name: "for the numbers by hand, the output" }); // biome-ignore format: a matrix
      const large = scaled(unit, 2000);
      const far = called("attention", attend, { q: large, k: large, v: unit });
      if (hasNaN(far))
        throw new CheckFailure(
          "for scores in the millions the output has a NaN: Math.exp of them is Infinity. Subtract the row's largest score first.",
        );
      expectClose(far, unit, { name: "for scores in the millions, the output" });
      const low = called("attention", attend, { q: large, k: scaled(large, -1), v: unit });
      if (hasNaN(low))
        throw new CheckFailure(
          "for scores far below zero the output has a NaN: each row needs its own largest score taken away, not a fixed number.",
        );
      expectClose(low, turned(unit).reverse(), { name: "for scores far below zero, the output" });
      return pass("Scores, shares, mixture; and large scores do no harm.");
    },
  },

  "causal-weights": {
    names: ["causalWeights"],
    check({ causalWeights }) {
      const weigh = expectFunction(causalWeights, "causalWeights");
      const scores = someRows(4, 4, 5);
      const got = called("causalWeights", weigh, { scores });
      refuseShape(got, [4, 4], "the weights");
      if (hasNaN(got))
        throw new CheckFailure(
          `row ${1 + rowsOf(got).findIndex((row) => row.some(Number.isNaN))} of the weights has a NaN: all of it is hidden, or a hidden score was multiplied by Infinity. Every token may read itself.`,
        );
      const right = softmaxWhere(scores, (t, s) => s <= t);
      const after = scores.map((row, t) => softmaxOf(row).map((p, s) => (s <= t ? p : 0)));
      nameMistake(got, right, "the weights", [
        [scores.map(softmaxOf), "nothing is hidden yet."],
        [
          after,
          "the mask comes after the softmax, and nobody shares out again: row 1 does not sum to one.",
        ],
        [
          scores.map((row, t) => softmaxOf(row.map((z, s) => (s <= t ? z : 0)))),
          "a hidden score of 0 still gets a share, since exp(0) is 1. Use -Infinity.",
        ],
        [
          softmaxWhere(scores, (t, s) => s <= t + 1),
          "each row reads one place too many: the next token, the very one that is to be predicted.",
        ],
        [
          softmaxWhere(scores, (t, s) => s >= t),
          "the mask is turned round: that reads the future and hides the past.",
        ],
        [
          softmaxWhere(scores, (t, s) => s < t),
          "a token must be allowed to read itself, too: s <= t.",
        ],
        [
          softmaxWhere(scores, (t, s) => s === t || s === t - 1),
          "only the last two places are read; everything before is allowed as well.",
        ],
        [
          turned(softmaxWhere(turned(scores), (t, s) => s >= t)),
          "the softmax runs down the columns. Rows must sum to one.",
        ],
        [turned(right), "the result is transposed: rows are queries."],
      ]);
      expectRowSums(got, 1, { name: "the weights" });
      const large = called("causalWeights", weigh, { scores: [[-900, 900], [-900, -950]] }); // biome-ignore format: a matrix
      expectClose(large, [[1, 0], [1, 0]], { name: "for scores of -900 and 900, the weights" }); // biome-ignore format: a matrix
      const single = called("causalWeights", weigh, { scores: [[-3]] });
      expectClose(single, [[1]], { name: "for a single token, the weights" });
      return pass("Nobody sees the future, and every row sums to one.");
    },
  },

  "softmax-backward": {
    names: ["softmaxBackward"],
    check({ softmaxBackward }) {
      const backward = expectFunction(softmaxBackward, "softmaxBackward");
      const [p, dp] = [softmaxOf([0.3, -1, 1.2, 0.1]), [1, -2, 0.5, 3]];
      const got = expectArray(called("softmaxBackward", backward, { p, dp }), "the gradient");
      const mean = dot(dp, p);
      const plainMean = dp.reduce((a, b) => a + b) / dp.length;
      const map = (f: (p: number, dp: number) => number) => [
        p.map((share, s) => f(share, dp[s] as number)),
      ];
      nameMistake(
        [got],
        map((p, d) => p * (d - mean)),
        "the gradient",
        [
          [
            map((p, d) => p * (1 - p) * d),
            "only each score's own share is counted. A score also moves all other shares, down.",
          ],
          [
            map((p, d) => p * d),
            "the mean is missing: the other shares shrink when this one grows.",
          ],
          [map((p, d) => p * (mean - d)), "the size is right, the sign is not."],
          [
            map((p, d) => p * (d - plainMean)),
            "that takes the plain mean of dp. It is weighted by the shares: dot(dp, p).",
          ],
          [map((_, d) => d - mean), "each entry must be multiplied by its own share."],
          [map((_, d) => d), "that hands dp on unchanged, as if the softmax were not there."],
          [
            map((p, d) => d * p - mean),
            "the share multiplies the whole difference, the mean included: set parentheses.",
          ],
          [
            map((p) => p * (1 - p)),
            "dp is not used: the local derivative alone is not the gradient.",
          ],
          [
            map((p, d) => p * (d - dp.reduce((a, b) => a + b))),
            "that takes the plain sum of dp. Weight it by the shares: dot(dp, p).",
          ],
        ],
        1,
      );
      expectClose(
        called("softmaxBackward", backward, { p: [0.25, 0.75], dp: [1, 0] }),
        [0.1875, -0.1875],
        {
          name: "for two shares, the gradient",
        },
      );
      expectClose(called("softmaxBackward", backward, { p: [1, 0], dp: [2, 5] }), [0, 0], {
        name: "for a share of one, the gradient",
      });
      return pass("It sums to zero, and a saturated row lets nothing through.");
    },
  },

  "previous-token": {
    names: ["previousToken"],
    check({ previousToken }) {
      const build = expectFunction(previousToken, "previousToken");
      for (const T of [4, 1, 2, 9, 40]) {
        const { q, k } = queriesAndKeys(build(T), T);
        const weights = scaled(productsOf(q, k), 1 / Math.sqrt(q[0]?.length as number)).map(
          softmaxOf,
        );
        weights.forEach((row, t) => {
          checkReads(row, t, T);
        });
      }
      return pass("Every token reads the one before it, at any length.");
    },
  },
};

const unit: Matrix = [
  [1, 0],
  [0, 1],
];

/** The row of weights must point at the token before, and the first at itself. */
function checkReads(row: number[], t: number, T: number): void {
  const wanted = Math.max(0, t - 1);
  const most = row.indexOf(Math.max(...row));
  const share = row[wanted] as number;
  const token = `with T = ${T}, token ${t + 1}`;
  if (row.some(Number.isNaN))
    throw new CheckFailure(
      `the weights of token ${t + 1} are NaN: Infinity is too strong, since Infinity times 0 is NaN. A large finite number will do.`,
    );
  if (share >= 0.95) return;
  const flat = Math.max(...row) - Math.min(...row) < 1e-9 && T > 1;
  const where = flat
    ? "reads all tokens equally: its query fits every key as well"
    : most === wanted
      ? `reads the right one, but with a weight of ${brief(share)} only, expected at least 0.95: make the scores larger${T > 9 ? ", the more so the longer the sequence" : ""}`
      : most === t
        ? `reads itself most (${brief(row[t] as number)}), expected the token before it`
        : most === t + 1
          ? `reads the token after it most (${brief(row[most] as number)}), expected the one before: are the query and the key the other way round?`
          : `reads token ${most + 1} most (${brief(row[most] as number)}), expected token ${wanted + 1}${t === 0 ? ", which is itself, since nothing comes before it" : ""}`;
  throw new CheckFailure(`${token} ${where}.`);
}

function queriesAndKeys(result: unknown, T: number): { q: Matrix; k: Matrix } {
  if (typeof result !== "object" || result === null || !("q" in result) || !("k" in result))
    throw new CheckFailure(
      `previousToken(${T}) returns ${describeValue(result)}, expected an object { q, k }.`,
    );
  const read = (value: unknown, name: string) =>
    expectArray(value, name).map((row, t) =>
      expectArray(row, `row ${t + 1} of ${name}`).map((number, c) => {
        if (number === Number.POSITIVE_INFINITY || number === Number.NEGATIVE_INFINITY)
          return number;
        return expectNumber(number, `row ${t + 1}, column ${c + 1} of ${name}`);
      }),
    );
  const [q, k] = [read(result.q, "q"), read(result.k, "k")];
  for (const [name, rows] of Object.entries({ q, k })) {
    if (rows.length !== T)
      throw new CheckFailure(
        `with T = ${T}, ${name} has ${rows.length} rows, expected ${T}, one for each token.`,
      );
    const D = q[0]?.length;
    const odd = rows.find((row) => row.length !== D || row.length === 0);
    if (odd)
      throw new CheckFailure(
        `with T = ${T}, a row of ${name} has ${odd.length} entries and the first of q ${D}: queries and keys must be equally long.`,
      );
  }
  return { q, k };
}

/** What the reader's function makes of copies of its inputs, which it must leave as they are. */
function called(
  name: string,
  f: (...inputs: unknown[]) => unknown,
  inputs: Record<string, unknown>,
): unknown {
  const copies = structuredClone(inputs);
  const result = f(...Object.values(copies));
  if (result instanceof Promise)
    throw new CheckFailure(`${name} returns a promise: leave out async.`);
  for (const [input, value] of Object.entries(inputs)) {
    if (JSON.stringify(copies[input]) === JSON.stringify(value)) continue;
    throw new CheckFailure(`${name} changed ${input}, which others still need: write into a copy.`);
  }
  return result;
}

/** A wrong result that a known mistake gives is answered with what to say about it. */
function nameMistake(
  got: unknown,
  right: Matrix,
  name: string,
  mistakes: [Matrix, string][],
  axes = 2,
): void {
  if (isSame(got, right)) return;
  for (const [wrong, says] of mistakes) {
    if (!isSame(got, wrong)) continue;
    const [r, c] = firstGap(wrong, right);
    const place =
      axes === 1 ? `element ${c + 1} of ${name}` : `row ${r + 1}, column ${c + 1} of ${name}`;
    throw new CheckFailure(
      `${place} is ${brief(wrong[r]?.[c] as number)}, expected ${brief(right[r]?.[c] as number)}: ${says}`,
    );
  }
  if (axes === 1) expectClose((got as unknown[])[0], right[0] as number[], { name });
  else expectClose(got, right, { name });
}

function firstGap(wrong: Matrix, right: Matrix): [number, number] {
  for (const [r, row] of right.entries())
    for (const [c, value] of row.entries())
      if (Math.abs((wrong[r]?.[c] as number) - value) > 1e-5) return [r, c];
  return [0, 0];
}

function refuseShape(value: unknown, [rows, columns]: [number, number], name: string): void {
  const got = expectArray(value, name);
  if (
    got.length === rows &&
    got.every((row) => expectArray(row, `a row of ${name}`).length === columns)
  )
    return;
  const shape = `[${got.length}, ${(got[0] as unknown[])?.length}]`;
  const turned = got.length === columns && (got[0] as unknown[])?.length === rows;
  throw new CheckFailure(
    `${name} ${name.endsWith("s") ? "have" : "has"} shape ${shape}, expected [${rows}, ${columns}]${turned ? ": rows and columns are exchanged" : ""}.`,
  );
}

/** The two results that have the shape of something else on the way. */
function refuseTurned(value: unknown, T: number, D: number): void {
  const got = expectArray(value, "the output");
  const columns = (got[0] as ArrayLike<unknown> | undefined)?.length;
  if (got.length === T && columns === undefined)
    throw new CheckFailure(
      `row 1 of the output is ${describeValue(got[0])}, expected an array of ${D} numbers.`,
    );
  if (got.length === T && columns === 5)
    throw new CheckFailure(
      `the output has shape [${T}, 5], expected [${T}, ${D}]: those are the weights, one for each key. Mix the values with them.`,
    );
}

function hasNaN(matrix: unknown): boolean {
  return rowsOf(matrix).some((row) => row.some(Number.isNaN));
}

function rowsOf(matrix: unknown): number[][] {
  return expectArray(matrix, "the result").map(
    (row) => expectArray(row, "a row of the result") as number[],
  );
}

function isSame(got: unknown, wanted: Nested): boolean {
  try {
    expectClose(got, wanted, { name: "it" });
    return true;
  } catch {
    return false;
  }
}

function brief(number: number): string {
  return String(Number(number.toPrecision(4)));
}

/** Rows that look random and are always the same. */
function someRows(rows: number, columns: number, seed: number): Matrix {
  const at = (r: number, c: number) =>
    Math.sin(12.9898 * (r + 1) + 78.233 * (c + 1) + 37.719 * seed) * 43758.5453;
  const number = (r: number, c: number) =>
    Number((3 * (at(r, c) - Math.floor(at(r, c))) - 1.5).toFixed(2));
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) => number(r, c)),
  );
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, number, i) => sum + number * (b[i] as number), 0);
const productsOf = (q: Matrix, k: Matrix): Matrix =>
  q.map((query) => k.map((key) => dot(query, key)));
const scaled = (rows: Matrix, factor: number): Matrix =>
  rows.map((row) => row.map((n) => n * factor));
const turned = (rows: Matrix): Matrix =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] as number));
const mix = (weights: readonly number[], rows: Matrix) =>
  turned(rows).map((column) => dot(weights, column));
const shares = (row: readonly number[]) => row.map((n) => n / row.reduce((a, b) => a + b));
const hardest = (row: readonly number[]) => row.map((n) => (n === Math.max(...row) ? 1 : 0));
const softmaxWhere = (scores: Matrix, reads: (t: number, s: number) => boolean): Matrix =>
  scores.map((row, t) =>
    softmaxOf(row.map((z, s) => (reads(t, s) ? z : Number.NEGATIVE_INFINITY))),
  );

function softmaxOf(row: readonly number[]): number[] {
  const powers = row.map((score) => Math.exp(score - Math.max(...row)));
  return shares(powers);
}
