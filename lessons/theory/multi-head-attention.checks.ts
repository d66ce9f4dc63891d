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

type Matrix = number[][];

export const checks: Checks = {
  scale: {
    names: ["scoreScale"],
    check({ scoreScale }) {
      const scale = expectFunction(scoreScale, "scoreScale");
      const sizes: [number, number][] = [
        [64, 4],
        [48, 3],
        [8, 8],
        [768, 12],
      ];
      const got = sizes.map(([C, H]) => expectNumber(scale(C, H), `scoreScale(${C}, ${H})`));
      const right = (C: number, H: number) => 1 / Math.sqrt(C / H);
      for (const { f, says } of scaleMistakes) {
        if (!sizes.every(([C, H], i) => isNear(got[i] as number, f(C, H)))) continue;
        const [C, H] = sizes.find(([C, H]) => !isNear(f(C, H), right(C, H))) ?? [64, 4];
        throw new CheckFailure(
          `scoreScale(${C}, ${H}) is ${brief(f(C, H))}, expected ${brief(right(C, H))}: ${says}.`,
        );
      }
      for (const [i, [C, H]] of sizes.entries())
        expectClose(got[i], right(C, H), { name: `scoreScale(${C}, ${H})`, tolerance: 1e-9 });
      return pass("A head's dot product has D terms, whatever the width.");
    },
  },

  "split-heads": {
    names: ["splitIntoHeads"],
    check({ splitIntoHeads }) {
      const split = expectFunction(splitIntoHeads, "splitIntoHeads");
      // Three tokens of six numbers: 11 to 16, 21 to 26, 31 to 36.
      const x = [11, 21, 31].map((first) => [0, 1, 2, 3, 4, 5].map((c) => first + c)); // [T, C] = [3, 6]
      const given = structuredClone(x);
      const got = split(given, 2); // [H, T, D] = [2, 3, 3]
      if (JSON.stringify(given) !== JSON.stringify(x))
        throw new CheckFailure(
          "splitIntoHeads changed x, which others still need: splice takes numbers out, slice copies them.",
        );
      expectArray(got, "the result");
      nameSplitMistake(got, x, 2);
      expectShape(got, [2, 3, 3], "the result");
      expectClose(got, headsOf(x, 2), { name: "the result" });
      const wide = [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ];
      for (const heads of [1, 4]) {
        const again = split(structuredClone(wide), heads);
        const name = `with ${heads} ${heads === 1 ? "head" : "heads"} the result`;
        expectShape(again, [heads, 2, 4 / heads], name);
        expectClose(again, headsOf(wide, heads), { name });
      }
      return pass("Every head has all tokens, and its own numbers of each.");
    },
  },

  "induction-score": {
    names: ["inductionScoreOf"],
    check({ inductionScoreOf }) {
      const score = expectFunction(inductionScoreOf, "inductionScoreOf");
      const tokens = ["A", "B", "C", "A", "B", "A"];
      const weights = tokens.map((_, t) =>
        tokens.map((__, s) => (s > t ? 0 : (1 + ((3 * s + 2 * t) % 5)) / rowTotal(t))),
      );
      const got = expectNumber(
        score(structuredClone(weights), [...tokens]),
        "the score of A B C A B A",
      );
      const right = scoreOf(weights, tokens, {});
      for (const { rule, says } of scoreMistakes) {
        const wrong = scoreOf(weights, tokens, rule);
        if (isNear(wrong, right) || !isNear(got, wrong)) continue;
        throw new CheckFailure(
          `the score of A B C A B A is ${brief(got)}, expected ${brief(right)}: ${says}.`,
        );
      }
      expectClose(got, right, { name: "the score of A B C A B A", tolerance: 1e-9 });
      const perfect = [
        [1, 0, 0, 0],
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ];
      expectClose(score(structuredClone(perfect), ["x", "y", "x", "y"]), 1, {
        name: "the score of a perfect induction head",
        tolerance: 1e-9,
      });
      const none = score([[1, 0], [0.5, 0.5]], ["x", "y"]); // biome-ignore format: a matrix
      if (Number.isNaN(none))
        throw new CheckFailure(
          "without any earlier copy the score is NaN, expected 0: nothing was scored, so do not divide by that count.",
        );
      expectClose(none, 0, { name: "without any earlier copy the score" });
      return pass("One for an induction head, near zero for a head that reads elsewhere.");
    },
  },

  "build-a-head": {
    names: ["previousTokenHead"],
    check({ previousTokenHead }) {
      const build = expectFunction(previousTokenHead, "previousTokenHead");
      let least = 1;
      for (const T of [3, 8, 20]) {
        const made = build(T) as { wq?: unknown; wk?: unknown };
        if (typeof made !== "object" || made === null || Array.isArray(made))
          throw new CheckFailure(
            `previousTokenHead returns ${describeValue(made)}, expected an object { wq, wk }.`,
          );
        const [wq, wk] = [matrixOf(made.wq, "wq", T), matrixOf(made.wk, "wk", T)];
        const D = wq[0]?.length ?? 0;
        if (wk[0]?.length !== D)
          throw new CheckFailure(
            `for T = ${T}, wq has ${D} columns and wk ${wk[0]?.length}: a query and a key need the same D for their dot product.`,
          );
        const weights = causalWeights(wq, wk);
        for (let t = 1; t < T; t++) {
          const onPrevious = weights[t]?.[t - 1] ?? 0;
          least = Math.min(least, onPrevious);
          if (!(onPrevious >= 0.9)) refuseHead(weights, t, T);
        }
      }
      return pass(
        `The least weight on a token before is ${brief(least)}, with 3, 8 and 20 tokens.`,
      );
    },
  },
};

const scaleMistakes = [
  {
    f: (C: number) => 1 / Math.sqrt(C),
    says: "that is one over the root of the whole width; a head's dot product has only D terms",
  },
  {
    f: (_: number, H: number) => 1 / Math.sqrt(H),
    says: "that is one over the root of the number of heads; count the terms of one head's dot product",
  },
  {
    f: (C: number, H: number) => Math.sqrt(C / H),
    says: "the scores are multiplied by this, so it must be one over the root of D, and D is C over H",
  },
  {
    f: (C: number, H: number) => H / C,
    says: "that is one over D, and the root is missing: dividing by s divides the variance by s²",
  },
  { f: (C: number, H: number) => C / H, says: "that is D itself, not one over its root" },
  {
    f: (C: number, H: number) => 1 / Math.sqrt(C * H),
    says: "the heads share the width, so D is C divided by H, not multiplied",
  },
  {
    f: (C: number, H: number) => 1 / (Math.sqrt(C) / H),
    says: "the root belongs to the whole fraction C over H, not to C alone",
  },
];

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b));
}

function brief(number: number): string {
  return String(Number(number.toPrecision(4)));
}

function shapeOf(value: unknown): number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return [];
  const elements = expectArray(value, "it");
  return [elements.length, ...shapeOf(elements[0])];
}

function expectShape(value: unknown, wanted: number[], name: string): void {
  const shape = shapeOf(value);
  if (`${shape}` === `${wanted}`) return;
  throw new CheckFailure(
    `${name} has shape [${shape.join(", ")}], expected [${wanted.join(", ")}]: heads, tokens, numbers of a head.`,
  );
}

function headsOf(x: Matrix, heads: number): number[][][] {
  const D = (x[0]?.length ?? 0) / heads;
  return range(heads).map((h) => x.map((row) => row.slice(h * D, (h + 1) * D)));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The wrong cuts that learners make, each with what to say about it. */
function nameSplitMistake(got: unknown, x: Matrix, heads: number): void {
  const [T, C] = [x.length, x[0]?.length ?? 0];
  const D = C / heads;
  const flat = x.flat();
  const at = (t: number, c: number) => x[t]?.[c] as number;
  const cut = (f: (h: number, t: number, d: number) => number) =>
    range(heads).map((h) => range(T).map((t) => range(D).map((d) => f(h, t, d))));
  const mistakes: [Nested, string][] = [
    [
      cut((h, t, d) => flat[(h * T + t) * D + d] as number),
      "the numbers were only dealt out in their order, which is a reshape without the transpose. The second head must begin with the first token's last three numbers",
    ],
    [
      cut((h, t, d) => at(t, d * heads + h)),
      "each head takes every second number. A head's numbers stand side by side: from h * D up to (h + 1) * D",
    ],
    [
      x.map((row) => range(heads).map((h) => row.slice(h * D, (h + 1) * D))),
      "the tokens are outermost, [T, H, D]. The cut is right; the transpose is missing: heads come first",
    ],
    [
      range(heads).map((h) => range(D).map((d) => range(T).map((t) => at(t, h * D + d)))),
      "inside a head the rows are numbers and the columns tokens. A row for each token",
    ],
    [
      range(heads).map(() => x),
      "every head gets all numbers of every token. Cut each row: D numbers for each head",
    ],
    [
      cut((h, t, d) => at(t, (heads - 1 - h) * D + d)),
      "the heads are in the reverse order: the first head gets the first numbers",
    ],
    [
      range(heads).map((h) => x.map((row) => row.slice(h, h + D))),
      "the pieces overlap. Head h begins at h * D, not at h",
    ],
    [
      range(heads).map((h) => x.map((row) => row.slice(h * D, D))),
      "slice takes where to begin and where to end, not how many: the end is (h + 1) * D",
    ],
    [
      range(heads).map((h) => x.map((row) => row.slice(h * D, (h + 1) * D - 1))),
      "a number is missing from each piece. The end that slice takes is not included, so it is (h + 1) * D",
    ],
    [
      range(heads).map((h) => x.map((row) => row.slice(h * heads, (h + 1) * heads))),
      "each piece has as many numbers as there are heads. It should have D",
    ],
  ];
  for (const [wrong, says] of mistakes) {
    if (isSame(got, wrong)) throw new CheckFailure(`${says}.`);
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

interface ScoreRule {
  /** How far behind the copy is the key that is read. */
  shift?: number;
  copies?: "first" | "last";
  turned?: boolean;
  count?: "all tokens" | "all copies" | "none";
}

function scoreOf(weights: Matrix, tokens: readonly string[], rule: ScoreRule): number {
  const { shift = 1, copies = "all", turned = false, count = "scored" } = rule;
  let [total, scored, pairs] = [0, 0, 0];
  for (const [t, token] of tokens.entries()) {
    let found = range(t).filter((s) => tokens[s] === token);
    if (copies === "first") found = found.slice(0, 1);
    if (copies === "last") found = found.slice(-1);
    for (const s of found) {
      const key = s + shift;
      total += (turned ? weights[key]?.[t] : weights[t]?.[key]) ?? 0;
      pairs++;
    }
    if (found.length > 0) scored++;
  }
  return total / { scored, "all tokens": tokens.length, "all copies": pairs, none: 1 }[count];
}

const rowTotal = (t: number) =>
  range(t + 1).reduce((total, s) => total + 1 + ((3 * s + 2 * t) % 5), 0);

const scoreMistakes: { rule: ScoreRule; says: string }[] = [
  {
    rule: { shift: 0 },
    says: "that is the weight on the copies themselves. An induction head reads the token after: weights[t][s + 1]",
  },
  {
    rule: { shift: -1 },
    says: "that is the weight on the tokens before the copies. Read s + 1, not s - 1",
  },
  {
    rule: { copies: "last" },
    says: "only the latest copy of each token counts there. Add up over all earlier copies",
  },
  {
    rule: { copies: "first" },
    says: "only the first copy of each token counts there. Add up over all earlier copies",
  },
  {
    rule: { turned: true },
    says: "rows and columns are exchanged. weights[t][s] is how much t reads s, so t comes first",
  },
  {
    rule: { count: "all tokens" },
    says: "that divides by the number of all tokens. Divide by those that have an earlier copy; a token is no copy of itself",
  },
  {
    rule: { count: "all copies" },
    says: "that divides by the number of copies. A token with two copies counts once",
  },
  { rule: { count: "none" }, says: "that is the sum. Divide by how many tokens were scored" },
];

/** A matrix with a row for each place, all rows equally long. */
function matrixOf(value: unknown, name: string, T: number): Matrix {
  const rows = expectArray(value, name).map((row, t) =>
    expectArray(row, `row ${t + 1} of ${name}`).map((entry, d) =>
      expectNumber(entry, `row ${t + 1}, column ${d + 1} of ${name}`),
    ),
  );
  if (rows.length !== T)
    throw new CheckFailure(
      `for T = ${T}, ${name} has ${rows.length} rows, expected ${T}: one for each place.`,
    );
  const D = rows[0]?.length ?? 0;
  const odd = rows.findIndex((row) => row.length !== D);
  if (odd >= 0 || D === 0)
    throw new CheckFailure(
      `row ${odd + 1} of ${name} has ${rows[Math.max(0, odd)]?.length} numbers, expected ${D || "at least 1"}: every place has D of them.`,
    );
  return rows;
}

function causalWeights(wq: Matrix, wk: Matrix): Matrix {
  const scale = 1 / Math.sqrt(wq[0]?.length ?? 1);
  return wq.map((query, t) => {
    const scores = wk
      .slice(0, t + 1)
      .map((key) => scale * query.reduce((total, q, d) => total + q * (key[d] as number), 0));
    const top = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
}

/** Says where token `t` looks instead of at the one before. */
function refuseHead(weights: Matrix, t: number, T: number): never {
  const row = weights[t] as number[];
  const most = row.indexOf(Math.max(...row));
  const facts = `with ${T} tokens, token ${t + 1} puts ${brief(row[t - 1] ?? 0)} of its weight on the token before, expected at least 0.9`;
  const isEven = row.every((weight) => isNear(weight, 1 / row.length));
  if (isEven)
    throw new CheckFailure(
      `${facts}: it reads all it may see alike, so its scores are all the same${t + 1 < T ? "; is the place it asks for perhaps one that comes later, and hidden" : ""}.`,
    );
  if (most === t)
    throw new CheckFailure(
      `${facts}: it reads itself most. Query t should fit the key of place t - 1.`,
    );
  if (most === t - 1)
    throw new CheckFailure(
      `${facts}: the right token is ahead, but not by enough. Scores are divided by √D and go through exp: make the queries longer.`,
    );
  throw new CheckFailure(`${facts}: it reads token ${most + 1} most.`);
}
