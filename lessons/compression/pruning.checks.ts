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

export const checks: Checks = {
  "keep-largest": {
    names: ["maskOf"],
    check({ maskOf }) {
      const mask = expectFunction(maskOf, "maskOf");
      for (const [weights, gone] of maskCases) {
        const given = [...weights];
        const call = `maskOf([${weights.join(", ")}], ${gone})`;
        const got = expectArray(mask(given, gone), call).map((keep, i) => {
          if (typeof keep === "boolean")
            throw new CheckFailure(
              `${call} holds ${keep} at ${i + 1}, expected 1 or 0: Number(…) makes a number of it.`,
            );
          return expectNumber(keep, `element ${i + 1} of ${call}`);
        });
        if (`${given}` !== `${weights}`)
          throw new CheckFailure(
            "maskOf changed the weights, which others still need: map makes a new list first, sort alone does not.",
          );
        const right = keepRule(weights, gone, {});
        if (isSame(got, right)) continue;
        for (const { rule, says } of maskMistakes) {
          if (isSame(got, keepRule(weights, gone, rule)))
            throw new CheckFailure(
              `${call} is [${got.join(", ")}], expected [${right.join(", ")}]: ${says}.`,
            );
        }
        if (
          isSame(
            got,
            weights.map((w, i) => w * (right[i] as number)),
          )
        )
          throw new CheckFailure(
            `${call} is the pruned weights, expected the mask: 1 for each that stays.`,
          );
        expectClose(got, right, { name: call });
      }
      return pass("Times the weights, that is the pruned layer.");
    },
  },

  schedule: {
    names: ["sparsityAt"],
    check({ sparsityAt }) {
      const at = expectFunction(sparsityAt, "sparsityAt");
      const steps = [20, 35, 50, 60, 80, 0, 100, 19]; // from 20 to 80, and outside
      const got = steps.map((t) =>
        expectNumber(at(t, 20, 80, 0.9), `sparsityAt(${t}, 20, 80, 0.9)`),
      );
      const wanted = steps.map((t) => cubic(t, 20, 80, 0.9));
      if (!isSame(got, wanted)) {
        for (const { f, says } of scheduleMistakes) {
          if (
            !isSame(
              got,
              steps.map((t) => f(t, 20, 80, 0.9)),
            )
          )
            continue;
          const i = got.findIndex((s, i) => Math.abs(s - (wanted[i] as number)) > 1e-9);
          throw new CheckFailure(
            `sparsityAt(${steps[i]}, 20, 80, 0.9) is ${brief(got[i] as number)}, expected ${brief(wanted[i] as number)}: ${says}.`,
          );
        }
      }
      for (const [i, t] of steps.entries())
        expectClose(got[i], wanted[i] as number, {
          name: `sparsityAt(${t}, 20, 80, 0.9)`,
          tolerance: 1e-9,
        });
      expectClose(at(3, 0, 4, 0.5), cubic(3, 0, 4, 0.5), {
        name: "sparsityAt(3, 0, 4, 0.5)",
        tolerance: 1e-9,
      });
      return pass("At half of the way, seven eighths of it are behind.");
    },
  },

  "sparse-product": {
    names: ["sparseProduct"],
    check({ sparseProduct }) {
      const product = expectFunction(sparseProduct, "sparseProduct");
      const x = [2, 3, 5, 7];
      const stored = {
        values: [10, 20, 30, 40, 50],
        inputs: [1, 3, 0, 1, 2],
        starts: [0, 2, 2, 5],
      };
      const got = expectArray(product([...x], structuredClone(stored)), "the result");
      const numbers = got.map((y, o) => expectNumber(y, `the output of neuron ${o + 1}`));
      const wanted = multiply(x, stored);
      if (!isSame(numbers, wanted)) {
        for (const { rule, says } of productMistakes)
          if (isSame(numbers, multiply(x, stored, rule)))
            throw new CheckFailure(
              `the result is [${numbers.join(", ")}], expected [${wanted.join(", ")}]: ${says}.`,
            );
        if (numbers.length === stored.starts.length)
          throw new CheckFailure(
            "there are 4 outputs, expected 3: starts has one entry more than there are neurons, where the last one ends.",
          );
      }
      expectClose(numbers, wanted, { name: "the result" });
      const again = { values: [-1], inputs: [0], starts: [0, 0, 0, 1, 1] };
      expectClose(product([4], structuredClone(again)), [0, 0, -4, 0], {
        name: "with empty neurons at both ends the result",
      });
      return pass("No zero was multiplied.");
    },
  },

  "layer-budget": {
    names: ["shareBudget"],
    check({ shareBudget }) {
      const share = expectFunction(shareBudget, "shareBudget");
      let worst = 0;
      for (const [i, layers] of budgets.entries()) {
        const which = `for the layers of ${layers.map(({ count }) => count).join(", ")} weights`;
        const got = expectArray(share(layers.map((layer) => ({ ...layer }))), "the result").map(
          (s, l) => expectNumber(s, `the sparsity of layer ${l + 1}`),
        );
        if (got.length !== layers.length)
          throw new CheckFailure(
            `${which} there are ${got.length} sparsities, expected ${layers.length}: one for each layer.`,
          );
        const outside = got.findIndex((s) => s < 0 || s > 1 + 1e-9);
        if (outside >= 0)
          throw new CheckFailure(
            `${which} layer ${outside + 1} has sparsity ${brief(got[outside] as number)}, expected a share from 0 to 1.`,
          );
        const total = layers.reduce((sum, { count }) => sum + count, 0);
        const gone =
          layers.reduce((sum, { count }, l) => sum + count * (got[l] as number), 0) / total;
        if (gone < 0.9 - 1e-6) {
          const mean = got.reduce((sum, s) => sum + s, 0) / got.length;
          throw new CheckFailure(
            `${which} only ${percent(gone)} of all weights go, expected at least 90 %${mean >= 0.9 - 1e-6 ? ": the mean of the sparsities is high enough, but a large layer counts for more than a small one" : ""}.`,
          );
        }
        const lost = (shares: readonly number[]) =>
          layers.reduce((sum, { loss }, l) => sum + loss(Math.min(1, shares[l] as number)), 0);
        const [mine, even, best] = [lost(got), lost(layers.map(() => 0.9)), bestLoss[i] as number];
        if (mine > 1.1 * best)
          throw new CheckFailure(
            `${which} ${brief(mine)} points are lost, expected at most ${brief(1.1 * best)}: ${mine >= even - 1e-9 ? `90 % everywhere loses ${brief(even)}; spare the layers that suffer` : `better than ${brief(even)} everywhere alike, and not yet near the best, ${brief(best)}${gone > 0.93 ? `; ${percent(gone)} go, which is more than was asked` : ""}`}.`,
          );
        worst = Math.max(worst, mine / best);
      }
      return pass(
        `At worst ${brief(worst)} times the points of the best division into hundredths.`,
      );
    },
  },
};

const brief = (number: number) => String(Number(number.toPrecision(4)));
const percent = (share: number) => `${brief(100 * share)} %`;

function isSame(got: unknown, wanted: Nested): boolean {
  try {
    expectClose(got, wanted, { name: "it", tolerance: 1e-9 });
    return true;
  } catch {
    return false;
  }
}

const maskCases: [number[], number][] = [
  [[0.3, -0.9, 0.1, -0.2, 0.7, 0.5], 2],
  [[-4, 2, -3, 1], 0],
  [[-1, 2, -3], 3],
  [[10, -9, 100, -8], 1],
];

interface KeepRule {
  /** How many more go. */
  more?: number;
  signed?: boolean;
  turned?: boolean;
  textOrder?: boolean;
  /** The first ones go, whatever their size. */
  first?: boolean;
}

function keepRule(
  weights: number[],
  gone: number,
  { more = 0, signed, turned, textOrder, first }: KeepRule,
): number[] {
  if (first) return weights.map((_, i) => Number(i >= gone));
  const size = (w: number) => (signed ? w : Math.abs(w));
  const sizes = weights.map(Math.abs);
  if (textOrder) sizes.sort();
  else sizes.sort((a, b) => a - b);
  const limit = sizes[gone + more] ?? (gone + more < 0 ? -Infinity : Infinity);
  return weights.map((w) => Number(turned ? size(w) < limit : size(w) >= limit));
}

const maskMistakes: { rule: KeepRule; says: string }[] = [
  { rule: { more: 1 }, says: "one too many goes. sizes[gone] itself stays, so compare with >=" },
  {
    rule: { more: -1 },
    says: "one too few goes. sizes counts from 0, so sizes[gone - 1] is the last that goes",
  },
  { rule: { signed: true }, says: "negative weights go whatever their size. Compare Math.abs(w)" },
  { rule: { turned: true }, says: "the mask is turned around: the small ones stay" },
  { rule: { first: true }, says: "that lets the first ones go, not the smallest" },
  { rule: { textOrder: true }, says: "the sizes are sorted as texts. sort needs (a, b) => a - b" },
];

const clamp = (share: number) => Math.min(1, Math.max(0, share));
const done = (t: number, begin: number, end: number) => (t - begin) / (end - begin);

function cubic(t: number, begin: number, end: number, final: number): number {
  return final - final * (1 - clamp(done(t, begin, end))) ** 3;
}

const scheduleMistakes: { f: typeof cubic; says: string }[] = [
  {
    f: (t, b, e, f) => f * clamp(done(t, b, e)) ** 3,
    says: "that is the cube of the way behind you, slow at first. The cubic is of what is left",
  },
  {
    f: (t, b, e, f) => f * clamp(done(t, b, e)),
    says: "that rises along a straight line; the cube is missing",
  },
  {
    f: (t, b, e, f) => f - f * (1 - done(t, b, e)) ** 3,
    says: "inside it is right. Before begin the share of the way is below 0 and after end above 1: keep it between",
  },
  {
    f: (t, b, e, f) => f - f * (1 - Math.min(1, done(t, b, e))) ** 3,
    says: "before begin the share of the way is negative. Nothing is pruned yet, so keep it at 0",
  },
  {
    f: (t, b, e, f) => f - f * (1 - Math.max(0, done(t, b, e))) ** 3,
    says: "after end the share of the way is above 1. The final sparsity stays, so keep it at 1",
  },
  {
    f: (t, b, e, f) => f * (1 - clamp(done(t, b, e))) ** 3,
    says: "that falls from final to 0. It should rise from 0 to final",
  },
  {
    f: (t, _, e, f) => f - f * (1 - clamp(t / e)) ** 3,
    says: "the way is counted from step 0. It starts at begin",
  },
  {
    f: (t, b, e) => 1 - (1 - clamp(done(t, b, e))) ** 3,
    says: "that ends at 1. It should end at final",
  },
  {
    f: (t, b, e, f) => f - f * (1 - clamp(done(t, b, e))) ** 2,
    says: "that is a square. The schedule is cubic",
  },
];

interface Stored {
  values: number[];
  inputs: number[];
  starts: number[];
}

interface ProductRule {
  /** Which input an entry takes. */
  input?: "entry" | "place";
  /** Where a neuron's entries end. */
  end?: "included" | "short";
  skipsEmpty?: boolean;
  last?: boolean;
  running?: boolean;
  ignoresWeights?: boolean;
}

function multiply(
  x: number[],
  { values, inputs, starts }: Stored,
  rule: ProductRule = {},
): number[] {
  const y: number[] = [];
  let total = 0;
  for (let o = 0; o + 1 < starts.length; o++) {
    const from = starts[o] as number;
    const to =
      (starts[o + 1] as number) + (rule.end === "included" ? 1 : rule.end === "short" ? -1 : 0);
    if (rule.skipsEmpty && to <= from) continue;
    let sum = 0;
    for (let k = from; k < Math.min(to, values.length); k++) {
      const input =
        rule.input === "entry" ? k : rule.input === "place" ? k - from : (inputs[k] as number);
      const product = (rule.ignoresWeights ? 1 : (values[k] as number)) * (x[input] ?? Number.NaN);
      sum = rule.last ? product : sum + product;
    }
    total += sum;
    y.push(rule.running ? total : sum);
  }
  return y;
}

const productMistakes: { rule: ProductRule; says: string }[] = [
  {
    rule: { input: "place" },
    says: "the entries of a neuron take the first inputs in turn. Which input an entry takes stands in inputs[k]",
  },
  {
    rule: { end: "included" },
    says: "each neuron takes one entry too many, the first of the next. The end starts[o + 1] is not included",
  },
  {
    rule: { end: "short" },
    says: "each neuron lacks its last entry. k runs while it is below starts[o + 1]",
  },
  {
    rule: { skipsEmpty: true },
    says: "the neuron without entries is missing. Its output is 0, and the others keep their places",
  },
  { rule: { last: true }, says: "each neuron has only its last product. Add them up" },
  { rule: { running: true }, says: "the sum goes on from neuron to neuron. Begin each with 0" },
  {
    rule: { ignoresWeights: true },
    says: "the inputs are added up without their weights. Multiply by values[k]",
  },
];

interface Layer {
  count: number;
  loss(sparsity: number): number;
}

/** Losses that stay low for long and then rise steeply, as in a scan. */
const curve = (scale: number, power: number) => (sparsity: number) => scale * sparsity ** power;
const budgets: Layer[][] = [
  [
    { count: 235_200, loss: curve(8, 9) },
    { count: 30_000, loss: curve(6, 4) },
    { count: 1000, loss: curve(20, 2) },
  ],
  [
    { count: 4000, loss: curve(1, 12) },
    { count: 5000, loss: curve(30, 6) },
    { count: 6000, loss: curve(5, 3) },
  ],
  [
    { count: 100, loss: curve(3, 2) },
    { count: 900, loss: curve(3, 8) },
    { count: 9000, loss: curve(40, 20) },
  ],
];

/** The fewest points that hundredths can lose, by trying all of them. */
function fewest(layers: Layer[]): number {
  const [a, b, c] = layers as [Layer, Layer, Layer];
  const total = a.count + b.count + c.count;
  let best = Infinity;
  for (let i = 0; i <= 100; i++) {
    for (let j = 0; j <= 100; j++) {
      const rest = (0.9 * total - (a.count * i + b.count * j) / 100) / c.count;
      const k = Math.max(0, Math.ceil(100 * rest - 1e-9));
      if (k <= 100) best = Math.min(best, a.loss(i / 100) + b.loss(j / 100) + c.loss(k / 100));
    }
  }
  return best;
}

const bestLoss = budgets.map(fewest);
