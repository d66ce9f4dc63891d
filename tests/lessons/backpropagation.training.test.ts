import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { createControl } from "../../lib/train/control.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/backpropagation");

/** What the page's files hold, as `FileAttachment` gives it. */
const openFile = (name: string) => ({
  json: async () =>
    JSON.parse(
      name.endsWith("/penguins.json")
        ? execFileSync(process.execPath, ["--import", "tsx", "data/penguins.json.ts"], {
            encoding: "utf8",
          })
        : readFileSync(inRepository(`lessons/theory/${name}`), "utf8"),
    ),
});

/** A page on which cells may run, and the promise that ends it. */
function openPage() {
  let end = () => {};
  const invalidation = new Promise<void>((resolve) => {
    end = resolve;
  });
  const names: Names = new Map<string, unknown>([
    ["FileAttachment", openFile],
    ["invalidation", invalidation],
  ]);
  const run = (id: string) => runCell(lesson, lesson.cells.get(id)?.source ?? "", names);
  const close = async () => {
    end();
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return { names, run, invalidation, close };
}

interface LearnRun {
  seed: number;
  invalidation: Promise<void>;
  control?: ReturnType<typeof createControl>;
}
type Learn = (task: unknown, run: LearnRun) => AsyncGenerator<{ step: number; done: boolean }>;

/** Runs a generator to its end. */
async function lastOf<T>(values: AsyncGenerator<T>): Promise<T> {
  let last: T | undefined;
  for await (const value of values) last = value;
  return last as T;
}

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
});

describe("the penguins on WebAssembly", () => {
  it("are told apart, 97 of 100 held-out ones at least, and leave no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { learn } = (await page.run("learn")) as { learn: Learn };
    const { penguins } = await page.run("penguin-data");
    await page.run("penguin-verdict-tools");
    const heldOutResult = page.names.get("heldOutResult") as (
      task: unknown,
      at: unknown,
    ) => { accuracy: number };
    for (const seed of [1, 2, 3]) {
      const end = await lastOf(learn(penguins, { seed, invalidation: page.invalidation }));
      expect(end).toMatchObject({ step: 300, done: true });
      expect(heldOutResult(penguins, end).accuracy).toBeGreaterThanOrEqual(0.97);
    }
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stop when they are told to, and free everything then too", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { learn } = (await page.run("learn")) as { learn: Learn };
    const { penguins } = await page.run("penguin-data");
    const control = createControl();
    control.start();
    const run = learn(penguins, { seed: 1, control, invalidation: page.invalidation });
    const first = await run.next();
    control.stop();
    const rest = await lastOf(run);
    expect((rest ?? first.value).step).toBeLessThan(60);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the paper's symmetry task", () => {
  it("is learnt by some starts with two hidden units, and by none without", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { learnSymmetry } = (await page.run("learn-symmetry")) as {
      learnSymmetry: (
        run: LearnRun,
      ) => AsyncGenerator<{ right: number[]; rightStraight: number[] }>;
    };
    const symmetry = await lastOf(learnSymmetry({ seed: 1, invalidation: page.invalidation }));
    page.names.set("symmetry", symmetry);
    const { solved, mirrored } = (await page.run("symmetry-found")) as Record<string, number[]>;
    expect(symmetry.right).toHaveLength(20);
    expect(solved?.length).toBeGreaterThanOrEqual(4);
    expect(mirrored?.length).toBeGreaterThanOrEqual((solved?.length ?? 0) / 2);
    expect(Math.max(...symmetry.rightStraight)).toBeLessThan(64);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the four runs", () => {
  it("leave one without fault, and a wrong one ahead of it for a while", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { ahead, suspectsOption } = await page.run("suspect-runs");
    expect(suspectsOption).toBe(2);
    expect(ahead).toBeGreaterThan(10);
    const { faultless } = await page.run("suspect-verdict");
    expect(faultless).toEqual(["C"]);
    const errors = page.names.get("slopeErrors") as { name: string; errors: number[] }[];
    const isWrong = (name: string) =>
      errors.find((each) => each.name === name)?.errors.map((error) => error > 0.01);
    expect(isWrong("A")).toEqual([true, true, false, false]);
    expect(isWrong("B")).toEqual([true, true, true, true]);
    expect(isWrong("D")).toEqual([false, true, false, true]);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the page's other tensor cells", () => {
  it("agree with paper and with PyTorch, and free what they made", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    await page.run("matrix-by-hand");
    const weight = page.names.get("weight") as { grad: tf.Tensor };
    const byHand = page.names.get("byHand") as tf.Tensor;
    expect([...(await weight.grad.data())]).toEqual([22, -4, -12, 20]);
    expect([...(await byHand.data())]).toEqual([22, -4, -12, 20]);
    const { meanGrad, nudged } = (await page.run("zoo-broadcast-check")) as Record<string, number>;
    expect((nudged as number) / (meanGrad as number)).toBeCloseTo(2, 6);
    const other = openPage();
    const threeRows = tf.tensor2d([
      [2, 0],
      [4, 1],
      [-1, 5],
    ]);
    other.names.set("rowsIn", threeRows); // as a reader may change them
    const changed = (await other.run("zoo-broadcast-check")) as Record<string, number>;
    expect((changed.nudged as number) / (changed.meanGrad as number)).toBeCloseTo(3, 5);
    threeRows.dispose();
    await other.close();
    expect((await page.run("zoo-refused")).refusal).toMatch(/u was given new numbers after square/);
    await page.run("golden-rows");
    const agreements = page.names.get("agreements") as { error: number; tolerance: number }[];
    expect(agreements).toHaveLength(7);
    for (const { error, tolerance } of agreements) expect(error).toBeLessThanOrEqual(tolerance);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("starve the first of ten sigmoid layers, and feed it with relu and He's weights", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { gradientNorms } = (await page.run("layer-norms")) as {
      gradientNorms: (settings: object) => Promise<number[]>;
    };
    const ratio = (norms: number[]) => (norms[0] as number) / (norms.at(-1) as number);
    const hidden = Array(10).fill(32);
    expect(ratio(await gradientNorms({ hidden, activation: "sigmoid" }))).toBeLessThan(1e-4);
    expect(ratio(await gradientNorms({ hidden, activation: "relu" }))).toBeGreaterThan(0.05);
    const [activation, initialization] = ["relu", "small"];
    const tiny = await gradientNorms({ hidden: Array(20).fill(32), activation, initialization });
    for (const norm of tiny) expect(norm).toBeGreaterThan(0); // though its square is 0 in float32
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});
