import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/transformer.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { holdsExercises } from "./holdsExercises.js";
import { holdsPage } from "./holdsPage.js";
import { type Names, readLesson, runCell } from "./readLesson.js";
import { wrongAnswers } from "./transformer.wrongAnswers.js";

const lesson = readLesson("theory/transformer");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";
const FileAttachment = (name: string) => ({
  json: async () => JSON.parse(readFileSync(inRepository(`lessons/theory/${name}`), "utf8")),
});

/** What several cells of the page declare together, with some names given. */
async function runWith(given: Record<string, unknown>, ...ids: string[]) {
  const names: Names = new Map<string, unknown>([
    ...Object.entries(given),
    ["invalidation", new Promise(() => {})],
    ["FileAttachment", FileAttachment],
  ]);
  for (const id of ids) await runCell(lesson, sourceOf(id), names);
  return Object.fromEntries(names);
}

describe("the exercises on the Transformer", () => {
  holdsExercises(lesson, { checks, wrongAnswers });
});

describe("the page", () => holdsPage(lesson));

describe("what the page says", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice("wasm");
  });

  it("computes cross-attention as on paper", async () => {
    const { weights, handOutput } = await runWith({}, "by-hand", "hand-output");
    const [[mine = 0, other = 0] = []] = weights as number[][];
    expect(other / mine).toBeCloseTo(Math.exp(Math.SQRT2), 12);
    expect((handOutput as number[][])[0]?.[1]).toBeCloseTo(10 * other, 12);
  });

  it("has the yardstick's copy model, and a dictionary that translates few sentences", async () => {
    const { copySize, dictionaryOption, dictionaryScore, leastLoss, targetWords } = await runWith(
      {},
      "sizes",
      "dictionary",
      "least-loss",
    );
    expect(copySize).toBe(235_851);
    expect(dictionaryOption).toBe(3);
    const { exact, bleu } = dictionaryScore as { exact: number; bleu: number };
    expect(exact).toBeLessThan(0.1);
    expect(bleu).toBeGreaterThan(exact);
    const V = (targetWords as { size: number }).size;
    const off = 0.1 / V;
    const on = 0.9 + off;
    expect(leastLoss).toBeCloseTo(-on * Math.log(on) - (V - 1) * off * Math.log(off), 12);
  });

  it("looks at every tensor, with the axes that it says", async () => {
    const { looked, own } = (await runWith(
      {
        translation: undefined,
        choice: {
          ...{ subject: "this teacher", verb: "draw", determiner: "those", thing: "map" },
          ...{ place: "in the park", time: "next week", kind: "a question" },
        },
      },
      "looked",
    )) as {
      looked: { name: string; shape: number[]; values: Float32Array }[];
      own: { source: string[]; target: string[] };
    };
    expect(own.source.join(" ")).toBe("will this teacher draw those maps in the park next week ?");
    expect(own.target.join("")).toBe("这位老师下周会在公园里画那些地图吗？");
    const [S, T] = [own.source.length, own.target.length + 1];
    const shapeOf = (name: string) => looked.find((each) => each.name === name)?.shape;
    expect(shapeOf("encoder.layers.0.self_attn.weights")).toEqual([4, S, S]);
    expect(shapeOf("decoder.layers.1.self_attn.weights")).toEqual([4, T, T]);
    expect(shapeOf("decoder.layers.1.multihead_attn.weights")).toEqual([4, T, S]);
    expect(shapeOf("decoder.layers.1.multihead_attn.k")).toEqual([4, S, 16]);
    expect(shapeOf("encoder.norm")).toEqual([S, 64]);
    expect(shapeOf("logits")?.[0]).toBe(T);
    for (const { name, shape, values } of looked)
      expect(values.length, name).toBe(shape.reduce((size, n) => size * n, 1));
  });

  it("gives the decoder what came before, and asks for what comes next", async () => {
    const { taught } = (await runWith({}, "taught")) as {
      taught: (
        sources: number[][],
        wholes: number[][],
      ) => Record<string, { dataSync(): Int32Array; shape: number[]; dispose(): void }>;
    };
    const { source, target, labels } = taught(
      [[5, 6], [7]],
      [
        [1, 4, 2],
        [1, 2],
      ],
    );
    expect([...(source?.dataSync() ?? [])]).toEqual([5, 6, 7, 0]);
    expect([...(target?.dataSync() ?? [])]).toEqual([1, 4, 1, 2]);
    expect([...(labels?.dataSync() ?? [])]).toEqual([4, 2, 2, 0]);
    for (const tensor of [source, target, labels]) tensor?.dispose();
  });

  it("agrees with PyTorch", async () => {
    const { agreements } = (await runWith({}, "golden-rows")) as {
      agreements: { name: string; error: number; tolerance: number }[];
    };
    expect(agreements).toHaveLength(5);
    for (const { name, error, tolerance } of agreements)
      expect(error, name).toBeLessThanOrEqual(tolerance);
  });
});
