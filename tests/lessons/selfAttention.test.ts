import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/self-attention.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { builtinNames } from "../../lib/notebook/globals.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { type Names, readLesson, runCell } from "./readLesson.js";
import { wrongAnswers } from "./selfAttention.wrongAnswers.js";

const lesson = readLesson("theory/self-attention");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";

const judge = judgeOf(lesson, checks);

describe("the exercises on self-attention", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const answers: [string, string][] = [
      [
        "scaled-scores",
        "const scoresOf = (q, k) => q.map((a) => k.map((b) => dot(a, b) * a.length ** -0.5));",
      ],
      [
        "attention",
        "const attention = (q, k, v) => q.map((a) => mix(softmaxOf(k.map((b) => dot(a, b) / a.length ** 0.5)), v));",
      ],
      [
        "attention",
        `function attention(q, k, v) {
        return q.map((a) => {
          const z = k.map((b) => dot(a, b) / Math.sqrt(b.length)), out = new Float64Array(v[0].length);
          z.forEach((x, s) => { const p = 1 / z.reduce((sum, y) => sum + Math.exp(y - x), 0); v[s].forEach((n, c) => { out[c] += p * n; }); });
          return out;
        });
      }`,
      ],
      [
        "causal-weights",
        "const causalWeights = (scores) => scores.map((row, t) => [...softmaxOf(row.slice(0, t + 1)), ...row.slice(t + 1).fill(0)]);",
      ],
      [
        "causal-weights",
        "const causalWeights = (scores) => scores.map((row, t) => Float64Array.from(softmaxOf(row.map((z, s) => (s > t ? -1e9 : z)))));",
      ],
      [
        "softmax-backward",
        "const softmaxBackward = (p, dp) => p.map((a, s) => p.reduce((sum, b, j) => sum + dp[j] * a * ((s === j ? 1 : 0) - b), 0));",
      ],
      [
        "previous-token",
        `function previousToken(T) { // places on a circle
        const at = (t) => [Math.cos((3 * t) / T), Math.sin((3 * t) / T)], size = 10 * T ** 2;
        const rows = Array.from({ length: T }, (_, t) => t);
        return { k: rows.map(at), q: rows.map((t) => at(Math.max(0, t - 1)).map((n) => size * n)) };
      }`,
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

/** Runs cells in order, with what the page gives them. */
async function run(names: Names, ...ids: string[]) {
  names.set("invalidation", new Promise(() => {}));
  for (const id of ids) await runCell(lesson, sourceOf(id), names);
  // biome-ignore lint/suspicious/noExplicitAny: whatever cells declare
  return Object.fromEntries(names) as Record<string, any>;
}

const rounded = (rows: number[][]) => rows.map((row) => row.map((n) => Number(n.toFixed(6))));
const worked = [[1.660477, 2.660477], [2.339523, 3.339523]]; // biome-ignore format: a matrix

describe("the numbers by hand", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice("wasm")).name).toBe("wasm");
  });

  it("are those of the yardstick, in the first cell and by the library", async () => {
    const { output, attended } = await run(new Map(), "dictionary", "attend");
    expect(rounded(output)).toEqual(worked);
    const read = (await attended.output.data.array())[0][0] as number[][];
    for (const [i, n] of worked.flat().entries()) expect(read.flat()[i]).toBeCloseTo(n, 5);
  });

  it("are those of the mask: only itself, and nothing at all", async () => {
    const { hidden, empty } = await run(new Map(), "masked", "nothing-left");
    const [first, second] = (await hidden.output.data.array())[0][0];
    expect(first).toEqual([1, 2]);
    expect(second[0]).toBeCloseTo(2.339523, 5);
    expect((await empty.output.data.array())[0][0][1]).toEqual([0, 0]);
  });

  it("differ from the engine's jacobian by rounding only", async () => {
    const { byHand, jacobian } = await run(new Map(), "jacobian", "jacobian-check");
    for (const [i, n] of byHand.flat().entries()) expect(jacobian.flat()[i]).toBeCloseTo(n, 6);
    expect(byHand[0][0]).toBeCloseTo(0.221181, 5);
    expect(byHand[0][1]).toBe(-byHand[0][0]);
  });
});

describe("what the page says about its runs", () => {
  it("gives equal words equal weights, as the prediction says", async () => {
    const { theOption, theWeights } = await run(new Map(), "the-weights", "the-option");
    expect(theOption).toBe(3);
    expect(theWeights).toHaveLength(4);
  });

  it("measures a variance of D, and of 1 after the division", async () => {
    const { variances, saturationOption } = await run(new Map(), "variances", "saturation-option");
    for (const { D, plain, divided } of variances) {
      expect(Math.abs(plain / D - 1), `${D}`).toBeLessThan(0.2);
      expect(divided).toBeCloseTo(plain / D, 6);
    }
    expect(saturationOption).toBe(3);
  });

  it("shuffles the output with the tokens", async () => {
    const { orderGap } = await run(new Map(), "shuffle");
    expect(orderGap).toBeLessThan(1e-5);
  });

  it("keeps bytes that grow four times plain and two times fused", async () => {
    const { costs, costOption } = await run(new Map(), "costs", "cost-option");
    const [half, whole] = costs.slice(-2);
    expect(whole.plain.bytes / half.plain.bytes).toBeGreaterThan(3.8);
    expect(whole.plain.bytes / half.plain.bytes).toBeLessThan(4.01);
    expect(whole.fused.bytes / half.fused.bytes).toBeCloseTo(2, 1);
    expect(costOption).toBe(2);
  });

  it("finds that the second token matters more than its weight", async () => {
    const { removalOption, changes } = await run(new Map(), "removal", "removal-option");
    expect(changes.map((n: number) => Number(n.toFixed(6)))).toEqual([0.08, 0.6]);
    expect(removalOption).toBe(2);
  });

  it("cuts any text into at most 200 tokens", async () => {
    const { tokensOf } = await run(new Map(), "sentence-tokens");
    const counts: [string, string, number][] = [
      ["", "words", 0],
      ["   \n", "words", 0],
      ["one", "words", 1],
      ["שלום עולם", "words", 2],
      ["👩‍👩‍👧é", "characters", 2],
      ["word ".repeat(300), "words", 200],
      ["x".repeat(1_000_000), "characters", 200],
    ];
    for (const [text, unit, count] of counts) expect(tokensOf(text, unit)).toHaveLength(count);
  });

  it("has a right run, a leak below the entropy, and checks that tell all five apart", {
    timeout: 180_000,
  }, async () => {
    const { suspectsOption, faultless, tooGood } = await run(
      new Map([["suspectsWanted", 1]]), // the button was pressed
      "suspect-runs",
      "suspect-verdict",
    );
    expect(faultless).toEqual(["B"]);
    expect(tooGood).toContain("C");
    expect(suspectsOption).toBe(2);
  });

  it("agrees with PyTorch", async () => {
    const names: Names = new Map();
    const goldens = JSON.parse(readFileSync("data/self-attention-golden.json", "utf8"));
    names.set("FileAttachment", () => ({ json: async () => goldens }));
    const { agreements } = await run(names, "golden-rows");
    for (const { name, error } of agreements) expect(error, name).toBeLessThan(1e-5);
  });
});

describe("associative recall on WebAssembly", () => {
  it("is learnt by attention over pairs alone, within a minute, and leaves no tensor behind", {
    timeout: 180_000,
  }, async () => {
    const names: Names = new Map();
    const { learn, contenders } = await run(names, "learn", "contenders");
    for (const seed of [1, 2, 3]) {
      const before = tf.memory().numTensors;
      let end: () => void = () => {};
      const invalidation = new Promise<void>((resolve) => {
        end = resolve;
      });
      let last: { ms: number; points: [number, number][][] } | undefined;
      for await (last of learn({ seed, invalidation, models: contenders(seed, invalidation) }));
      const [attention, bag, singles] = (last as NonNullable<typeof last>).points.map(
        (list: [number, number][]) => list.at(-1)?.[1],
      );
      expect(attention).toBeGreaterThanOrEqual(0.95);
      for (const control of [bag, singles]) expect(control).toBeLessThan(0.2);
      expect(last?.ms).toBeLessThan(60_000);
      end();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

describe("the page", () => {
  const cells = [...lesson.cells.values()];

  it("has cells of at most twelve lines, few of them long", () => {
    const lines = cells.map(({ source }) => source.split("\n").length);
    const long = cells.filter((_, i) => (lines[i] as number) > 12).map(({ id }) => id);
    expect(long).toEqual([]);
    const shown = cells.filter((cell) => cell.shown).map(({ source }) => source.split("\n").length);
    const median = shown.sort((a, b) => a - b)[Math.floor(shown.length / 2)];
    expect(median).toBeLessThanOrEqual(4);
  });

  it("declares each name once, and every name that is used", () => {
    const declared = cells.flatMap(({ compiled }) => compiled.outputs);
    expect(declared.filter((name, i) => declared.indexOf(name) < i)).toEqual([]);
    const known = new Set([...declared, ...builtinNames, "display", "view", "invalidation"]);
    const unknown = cells.flatMap(({ id, compiled }) =>
      compiled.inputs.filter((name) => !known.has(name)).map((name) => `${id}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it("holds a prediction to a cell that computes its answer", () => {
    const predictions = [
      ...lesson.markdown.matchAll(/^```predict id=\S+ for=(\S+) answer=(\S+)$/gm),
    ];
    expect(predictions.length).toBeGreaterThanOrEqual(2);
    for (const [, cell = "", answer = ""] of predictions) {
      expect(lesson.cells.has(cell), cell).toBe(true);
      expect(
        cells.some(({ compiled }) => compiled.outputs.includes(answer)),
        answer,
      ).toBe(true);
    }
  });

  it("computes the numbers of its prose; what is typed is cited or a citation", () => {
    const cited = ["3.2.1"];
    let prose = lesson.markdown
      .replace(/^---\n[\s\S]*?\n---\n/, "")
      .replace(/^```ts[\s\S]*?^```$/gm, "")
      .replace(/^\$\$[\s\S]*?^\$\$$/gm, "")
      .replace(/^```\w+ .*$/gm, "")
      .replace(/`[^`\n]*`/g, "")
      .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "")
      .replace(/\$[^$\n]+\$/g, "")
      .replace(/\]\([^)]*\)|doi:[^\]]*|arXiv:[\d.]+/g, "")
      .replace(/<[^>]*>/g, "")
      .replace(/\b(?:19|20)\d\d\b/g, "");
    for (const text of cited) prose = prose.replaceAll(text, "");
    const typed = prose.split("\n").filter((line) => /(?<![A-Za-z\d])\d/.test(line));
    expect(typed).toEqual([]);
  });
});
