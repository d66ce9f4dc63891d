import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/compression/pruning.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { holdsPage } from "./holdsPage.js";
import { wrongAnswers } from "./pruning.wrongAnswers.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("compression/pruning");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";

const runAll = (...ids: string[]) => runWith({}, ...ids);

/** What several cells of the page declare together, with some names given. */
async function runWith(given: Record<string, unknown>, ...ids: string[]) {
  const names: Names = new Map<string, unknown>([
    ...Object.entries(given),
    ["invalidation", new Promise(() => {})],
    [
      "FileAttachment",
      (name: string) => ({
        json: async () =>
          JSON.parse(readFileSync(inRepository(`lessons/compression/${name}`), "utf8")),
      }),
    ],
  ]);
  for (const id of ids) await runCell(lesson, sourceOf(id), names);
  return Object.fromEntries(names);
}

const judge = judgeOf(lesson, checks);

describe("the exercises on pruning", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const answers: [string, string][] = [
      [
        "keep-largest",
        `function maskOf(weights, gone) {
          const order = weights.map((_, i) => i).sort((a, b) => Math.abs(weights[a]) - Math.abs(weights[b]));
          const mask = Uint8Array.from(weights, () => 1);
          for (const i of order.slice(0, gone)) mask[i] = 0;
          return mask;
        }`,
      ],
      [
        "schedule",
        `const sparsityAt = (t, begin, end, final) =>
          t < begin ? 0 : t > end ? final : final * (1 - ((end - t) / (end - begin)) ** 3);`,
      ],
      [
        "sparse-product",
        `const sparseProduct = (x, { values, inputs, starts }) => Float64Array.from({ length: starts.length - 1 }, (_, o) =>
          values.slice(starts[o], starts[o + 1]).reduce((sum, w, i) => sum + w * x[inputs[starts[o] + i]], 0));`,
      ],
      [
        "layer-budget",
        `function shareBudget(layers) { // every combination of fiftieths for two, the rest from the third
          const total = layers.reduce((sum, { count }) => sum + count, 0), [a, b, c] = layers;
          let best = [1, 1, 1], least = Infinity;
          for (let i = 0; i <= 1; i += 0.01) for (let j = 0; j <= 1; j += 0.01) {
            const k = Math.max(0, (0.9 * total - a.count * i - b.count * j) / c.count);
            if (k > 1) continue;
            const lost = a.loss(i) + b.loss(j) + c.loss(k);
            if (lost < least) [best, least] = [[i, j, k], lost];
          }
          return best;
        }`,
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

describe("the numbers by hand", () => {
  it("are those of paper", async () => {
    const { pruned, before, after } = await runWith({ taken: { share: 0.5 } }, "by-hand");
    expect(pruned).toEqual([
      [0, -0.9],
      [-0.4, 0],
    ]);
    expect((before as number[]).map((v) => v.toFixed(6))).toEqual(["-0.300000", "-0.700000"]);
    expect(after).toEqual([-0.4, -0.9]);
    expect((await runWith({ taken: { share: 0 } }, "by-hand")).pruned).toEqual([
      [0.1, -0.9],
      [-0.4, 0.2],
    ]);
    expect((await runWith({ taken: { share: 1 } }, "by-hand")).after).toEqual([0, 0]);
    const { perLayer, globally } = await runAll("two-ways");
    expect(perLayer).toEqual({
      first: Uint8Array.of(0, 0, 1, 1),
      second: Uint8Array.of(0, 0, 1, 1),
    });
    expect(globally).toEqual({
      first: Uint8Array.of(0, 0, 0, 0),
      second: Uint8Array.of(1, 1, 1, 1),
    });
  });
});

describe("what the page says", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice("wasm");
  });

  it("counts LeNet-300-100's parameters", async () => {
    expect((await runAll("hero-digits")).lenetCount).toBe(266_610);
  });

  it("counts bytes as the prose does: six a weight and four a neuron, a bit a weight", async () => {
    const { bytesRows, patternBytes } = (await runWith({ dense: undefined }, "bytes")) as {
      bytesRows: { sparsity: number; dense: number; csr: number; bitmask: number }[];
      patternBytes: number;
    };
    const N = 784 * 300;
    for (const { sparsity, dense, csr, bitmask } of bytesRows) {
      const kept = N - Math.round(sparsity * N);
      expect(dense).toBe(4 * N);
      expect(csr).toBe(6 * kept + 4 * 301);
      expect(bitmask).toBe(N / 8 + 4 * kept);
    }
    expect(patternBytes).toBe(2 * N + N / 8);
  });

  it("cuts heads and neurons out of a GPT without changing what the silenced one gives", async () => {
    const { gptError, gptCounts, headShapes } = (await runAll("gpt-facts")) as {
      gptError: number;
      gptCounts: { before: number; after: number };
      headShapes: { before: number[]; after: number[] }[];
    };
    expect(gptError).toBeLessThan(1e-6);
    expect(headShapes.map(({ after }) => after)).toEqual([
      [64, 96],
      [32, 64],
      [64, 128],
      [128, 64],
    ]);
    expect(gptCounts.after / gptCounts.before).toBeCloseTo(0.5, 1);
  });

  it("agrees with PyTorch", async () => {
    const { agreements } = (await runAll("golden-rows")) as {
      agreements: { name: string; error: number; tolerance: number }[];
    };
    expect(agreements).toHaveLength(6);
    for (const { name, error, tolerance } of agreements)
      expect(error, name).toBeLessThanOrEqual(tolerance);
  });
});

describe("the page", () => holdsPage(lesson));
