import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { createControl } from "../../lib/train/control.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/transformer");
type Run = (options: object) => AsyncGenerator<Record<string, unknown>>;

let end = () => {};
const invalidation = new Promise<void>((resolve) => {
  end = resolve;
});
const names: Names = new Map<string, unknown>([["invalidation", invalidation]]);
const take = async (id: string, name: string) =>
  (await runCell(lesson, lesson.cells.get(id)?.source ?? "", names))[name];

/** The last report of a run that is started at once; it ends with its own promise, after which nothing is left. */
async function last(
  run: Run,
  then: (at: Record<string, unknown>) => Promise<void> = async () => {},
) {
  const before = tf.memory().numTensors;
  const control = createControl();
  control.start();
  let stop = () => {};
  const over = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let at: Record<string, unknown> = {};
  for await (at of run({ seed: 1, control, invalidation: over }));
  await then(at);
  stop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(tf.memory().numTensors - before).toBe(0);
  return at;
}

describe("the page's own trainings on wasm", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await openDevice("wasm");
    await take("world", "config");
  });

  it("copy ninety-nine tokens in a hundred", async () => {
    const { points } = (await last((await take("copy-train", "learnToCopy")) as Run)) as {
      points: [number, number][];
    };
    expect(points[0]?.[1]).toBeLessThan(30);
    expect(Math.max(...points.map(([, right]) => right))).toBeGreaterThanOrEqual(99);
    expect(points.at(-1)?.[1]).toBeGreaterThan(97);
  }, 300_000);

  it("translate combinations never met: nineteen sentences in twenty, greedy and by beam", async () => {
    names.set("testedCount", 100);
    const judge = (await take("judge", "judge")) as (at: unknown) => Promise<{
      rows: { name: string; exact: number; bleu: number; count: number }[];
    }>;
    await last((await take("translate", "learnToTranslate")) as Run, async (at) => {
      const { rows } = await judge(at);
      const [dictionary, greedy, few, beam] = rows;
      expect(dictionary?.exact).toBeLessThan(0.1);
      expect(greedy?.exact).toBeGreaterThanOrEqual(0.95);
      expect(greedy?.bleu).toBeGreaterThan(0.97);
      expect([few?.count, beam?.count]).toEqual([40, 40]);
      expect(beam?.exact).toBeGreaterThanOrEqual(0.95);
    });
  }, 300_000);

  it("show that a run which was not shifted has a low loss and cannot write", async () => {
    const runs = (await last(async function* (options) {
      const train = (await take("train-suspects", "trainSuspects")) as (
        options: object,
      ) => AsyncGenerator<unknown>;
      for await (const at of train(options)) yield { at };
    } as Run)) as unknown as { at: { points: [number, number][]; written: number }[] };
    const [other, unshifted, right] = runs.at;
    const lossOf = ({ points }: { points: [number, number][] } = { points: [] }) =>
      points.at(-1)?.[1] as number;
    expect(lossOf(unshifted)).toBeLessThan(0.5);
    expect(unshifted?.written).toBeLessThan(0.4);
    expect(lossOf(other)).toBeGreaterThan(2);
    expect(other?.written).toBeLessThan(0.4);
    expect(right?.written).toBeGreaterThan(0.9);
  }, 300_000);

  it("measure what smoothed labels do", async () => {
    const { results } = (await last((await take("test-smoothing", "testSmoothing")) as Run)) as {
      results: { epsilon: number; nats: number; right: number }[];
    };
    expect(results).toHaveLength(6);
    for (const { right } of results) expect(right).toBeGreaterThan(0.5);
    end();
  }, 300_000);
});
