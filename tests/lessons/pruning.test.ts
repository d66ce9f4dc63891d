import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/compression/pruning.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import type { Check } from "../../lib/coursework/check.js";
import { runCheck } from "../../lib/coursework/runCheck.js";
import { builtinNames } from "../../lib/notebook/globals.js";
import { inRepository } from "../../lib/site/paths.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { wrongAnswers } from "./pruning.wrongAnswers.js";
import { type Names, readLesson, runCell, solutionOf } from "./readLesson.js";

const lesson = readLesson("compression/pruning");
const exercises = [...lesson.markdown.matchAll(/data-exercise="([^"]+)"/g)].map(
  ([, id]) => id as string,
);
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

async function judge(exercise: string, source: string) {
  const check = checks[exercise];
  if (!check) throw new Error(`no check for ${exercise}`);
  return runCheck(check, await runCell(lesson, source));
}

describe("the exercises on pruning", () => {
  it("have a cell, a check and wrong answers each", () => {
    expect(exercises.length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(checks)).toEqual(exercises);
    expect(Object.keys(wrongAnswers)).toEqual(exercises);
    for (const id of exercises) {
      expect(lesson.cells.get(id)?.shown, id).toBe(true);
      expect(wrongAnswers[id]?.length, id).toBeGreaterThanOrEqual(5);
    }
  });

  it.each(exercises)(
    "%s: three hints, then a solution that passes in under a second",
    async (id) => {
      const from = lesson.markdown.indexOf(`data-exercise="${id}"`);
      const section = lesson.markdown.slice(from, lesson.markdown.indexOf("</section>", from));
      expect(section.match(/<details class="hint">/g)).toHaveLength(3);
      const values = await runCell(lesson, solutionOf(lesson, id));
      const started = performance.now();
      expect(await runCheck(checks[id] as Check, values)).toMatchObject({ passed: true });
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );

  it.each(exercises)("%s: the start fails", async (id) => {
    const verdict = await judge(id, sourceOf(id));
    expect(verdict.passed).toBe(false);
    expect(verdict.message.length).toBeGreaterThan(20);
  });

  const all = exercises.flatMap((id) => (wrongAnswers[id] ?? []).map((each) => ({ id, ...each })));
  it.each(all)("$id names the mistake: $wrong", async ({ id, source, says }) => {
    const verdict = await judge(id, source);
    expect(verdict.message).toContain(says);
    expect(verdict.passed).toBe(false);
  });

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
    const { pruned, before, after } = await runWith({ share: 0.5 }, "by-hand");
    expect(pruned).toEqual([
      [0, -0.9],
      [-0.4, 0],
    ]);
    expect((before as number[]).map((v) => v.toFixed(6))).toEqual(["-0.300000", "-0.700000"]);
    expect(after).toEqual([-0.4, -0.9]);
    expect((await runWith({ share: 0 }, "by-hand")).pruned).toEqual([
      [0.1, -0.9],
      [-0.4, 0.2],
    ]);
    expect((await runWith({ share: 1 }, "by-hand")).after).toEqual([0, 0]);
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

describe("the page", () => {
  const cells = [...lesson.cells.values()];

  it("has cells of at most twelve lines, few of them long", () => {
    const lines = cells.map(({ source }) => source.split("\n").length);
    const long = cells.filter((_, i) => (lines[i] as number) > 12).map(({ id }) => id);
    expect(long).toEqual([]);
    const shown = cells.filter((cell) => cell.shown).map(({ source }) => source.split("\n").length);
    const median = shown.sort((a, b) => a - b)[Math.floor(shown.length / 2)];
    expect(median).toBeLessThanOrEqual(6);
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

  it("has no cell that waits for itself", () => {
    const makerOf = new Map(cells.flatMap((c) => c.compiled.outputs.map((name) => [name, c])));
    const done = new Set<string>();
    const visit = (cell: (typeof cells)[number], above: string[]) => {
      expect(above, `${[...above, cell.id].join(" → ")}`).not.toContain(cell.id);
      if (done.has(cell.id)) return;
      for (const name of cell.compiled.inputs) {
        const maker = makerOf.get(name);
        if (maker) visit(maker, [...above, cell.id]);
      }
      done.add(cell.id);
    };
    for (const cell of cells) visit(cell, []);
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
    const prose = lesson.markdown
      .replace(/^---\n[\s\S]*?\n---\n/, "")
      .replace(/^```ts[\s\S]*?^```$/gm, "")
      .replace(/^\$\$[\s\S]*?^\$\$$/gm, "")
      .replace(/^```\w+ .*$/gm, "")
      .replace(/`[^`\n]*`/g, "")
      .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "")
      .replace(/\$[^$\n]+\$/g, "")
      .replace(/\]\([^)]*\)|doi:[^\]]*|arXiv:[\d.]+/g, "")
      .replace(/<[^>]*>/g, "")
      .replace(/GPT-2|LeNet-300-100|2:4/g, "")
      .replace(/\b(?:19|20)\d\d\b/g, "");
    const typed = prose.split("\n").filter((line) => /(?<![A-Za-z\d])\d/.test(line));
    expect(typed).toEqual([]);
  });
});
