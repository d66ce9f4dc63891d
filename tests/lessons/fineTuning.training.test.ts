import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type Control, createControl } from "../../lib/train/control.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/fine-tuning");
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

type Run = (ready: unknown, options: object) => AsyncGenerator<Record<string, unknown>>;
interface Ready {
  model: unknown;
  points: [number, number][];
  heldOut: string[][];
  step: number;
  done: boolean;
}

let end = () => {};
const invalidation = new Promise<void>((resolve) => {
  end = resolve;
});
const names: Names = new Map<string, unknown>([["invalidation", invalidation]]);
const take = async (id: string, name: string) =>
  (await runCell(lesson, lesson.cells.get(id)?.source ?? "", names))[name];
const running = () => {
  const control = createControl();
  control.start();
  return control;
};

let ready: Ready;
let tensors = 0;

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
  tensors = tf.memory().numTensors;
  await take("world", "config");
  names.set("testedCount", 300); // half as many as on the page
  const pretrain = (await take("pretrain", "pretrain")) as (
    options: object,
  ) => AsyncGenerator<Ready>;
  for await (const at of pretrain({ seed: 1, control: running(), invalidation })) ready = at;
}, 200_000);

afterAll(async () => {
  end();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(tf.memory().numTensors - tensors).toBe(0);
});

/** The last report of a generator, after which nothing more is in memory than before. */
async function last(run: Run, from: unknown, control: Control = running()) {
  const before = tf.memory().numTensors;
  let at: Record<string, unknown> | undefined;
  for await (at of run(from, { seed: 1, control, invalidation }));
  expect(tf.memory().numTensors - before).toBe(0);
  return at as { results: Record<string, unknown>[]; done: boolean };
}

describe("pre-training, on WebAssembly", () => {
  it("rests at what kinds of words give, and then comes down to the best reader's loss", async () => {
    const { blindLoss } = await runCell(lesson, lesson.cells.get("optimum")?.source ?? "", names);
    const { bestReader } = await import("../../lib/data/bestReader.js");
    const { restaurants } = await import("../../lib/data/reviews.js");
    const least = mean(ready.heldOut.flatMap((words) => bestReader(restaurants, words).surprises));
    const at = (step: number) => ready.points.find(([each]) => each === step)?.[1] as number;
    expect(Math.abs(at(100) - (blindLoss as number))).toBeLessThan(0.06);
    expect(at(700)).toBeLessThan(least + 0.025);
    expect(at(700)).toBeGreaterThan(least - 0.005);
  });

  it("has found the two sides, and what “but” does", async () => {
    names.set("ready", ready);
    const expectations = (await take("expectations", "expectations")) as {
      share: number;
      right: number;
    }[];
    const close = expectations.map(({ share, right }) => Math.abs(share - right));
    expect(expectations.slice(0, 4).map(({ right }) => Math.round(right))).toEqual([1, 0, 0, 1]);
    for (const distance of close) expect(distance).toBeLessThan(0.12);
  });
});

describe("fine-tuning, on WebAssembly", () => {
  it("learns from ten labels what hundreds do not give from scratch", {
    timeout: 300_000,
  }, async () => {
    names.set("labelCounts", [10, 300]);
    names.set("fiveFrom", (first: number) => [5 * first, 5 * first + 1, 5 * first + 2]);
    const run = (await take("over-counts", "overCounts")) as Run;
    const { results, done } = await last(run, ready.model);
    expect(done).toBe(true);
    const of = (count: number, arm: string) =>
      mean(results.filter((each) => each.count === count).map((each) => each[arm] as number));
    expect(of(10, "preTrained")).toBeGreaterThan(0.9);
    expect(of(10, "scratch")).toBeLessThan(0.75);
    expect(of(10, "words")).toBeLessThan(0.85);
    expect(of(300, "preTrained")).toBeGreaterThan(0.95);
    expect(of(300, "scratch")).toBeLessThan(of(300, "preTrained"));
    expect(of(300, "scratch")).toBeGreaterThan(0.8);
  });

  it("stops within a step, and frees all", async () => {
    const run = (await take("over-stages", "overStages")) as Run;
    const control = running();
    setTimeout(() => control.stop(), 700);
    const started = performance.now();
    await last(run, ready.model, control);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(control.state).toBe("stopped");
    // Stopped or done, a control starts nothing when another model comes.
    for await (const at of run(ready.model, { seed: 1, control, invalidation })) expect(at).toBe(0);
  });

  it("forgets, and less with either remedy", { timeout: 300_000 }, async () => {
    names.set("fiveFrom", (first: number) => [first]);
    const run = (await take("over-remedies", "overRemedies")) as Run;
    const { results } = await last(run, ready);
    const [plain, fast, slow, mixed] = results as { loss: number; accuracy: number }[];
    const before = ready.points.at(-1)?.[1] as number;
    expect(plain?.loss).toBeGreaterThan(before + 0.05);
    expect(fast?.loss).toBeGreaterThan(before + 0.5);
    for (const each of [slow, mixed]) {
      expect(each?.loss).toBeLessThan(before + 0.04);
      expect(each?.accuracy).toBeGreaterThan(0.94);
    }
  });

  it("reads the property from the pre-trained model, and not from its embeddings", {
    timeout: 300_000,
  }, async () => {
    const run = (await take("over-probes", "overProbes")) as Run;
    const { results } = await last(run, ready.model);
    const [trained, untrained] = results.map(
      ({ found }) => found as { property: number; control: number }[],
    );
    expect(trained).toHaveLength(4);
    expect(trained?.[0]?.property).toBeLessThan(0.65);
    expect(trained?.[2]?.property).toBeGreaterThan(0.95);
    expect((trained?.[2]?.property ?? 0) - (trained?.[2]?.control ?? 1)).toBeGreaterThan(0.15);
    for (const { property } of untrained ?? []) expect(property).toBeLessThan(0.9);
  });

  it("tells the runs apart by facts", { timeout: 300_000 }, async () => {
    const run = (await take("train-suspects", "trainSuspects")) as (
      ready: Ready,
      options: object,
    ) => AsyncGenerator<{ name: string; facts: Record<string, number> }[]>;
    const before = tf.memory().numTensors;
    let curves: { name: string; facts: Record<string, number> }[] = [];
    const control = running();
    for await (curves of run(ready, { seed: 1, control, invalidation }));
    expect(control.state).toBe("done");
    expect(tf.memory().numTensors - before).toBe(0);
    const stopped = running();
    let seen = 0;
    for await (const some of run(ready, { seed: 1, control: stopped, invalidation })) {
      expect(some.filter(({ facts }) => facts)).toEqual([]);
      if (++seen === 2) stopped.stop();
    }
    expect(seen).toBeLessThan(5);
    const facts = Object.fromEntries(curves.map(({ name, facts }) => [name, facts]));
    expect(facts.A?.head).toBe(0);
    for (const name of ["B", "C", "D"]) expect(facts[name]?.head).toBeGreaterThan(0);
    expect(facts.B?.loss).toBeGreaterThan(2.8);
    expect(facts.D?.loss).toBeLessThan(2.6);
    expect(facts.C?.body).toBeGreaterThan(3 * (facts.D?.body ?? 1));
    expect(facts.D?.accuracy).toBeGreaterThan(0.93);
    expect(facts.B?.accuracy).toBeLessThan((facts.D?.accuracy ?? 0) - 0.03);
  });
});
