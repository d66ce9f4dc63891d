import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { random } from "../../lib/tensor/random.js";
import { linearProbe, type ProbeData } from "../../lib/train/linearProbe.js";
import { wasmFolder } from "../compute/wasmFolder.js";

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await switchDevice("wasm");
});

/** Rows of three numbers of quite different sizes. */
function rowsOf(count: number, seed: number, label: (row: number[]) => number): ProbeData {
  const { normal } = random(seed);
  const rows = Array.from({ length: count }, () => [
    normal(),
    100 * normal() + 500,
    normal() / 100,
  ]);
  return { x: tf.tensor2d(rows), labels: rows.map(label) };
}

async function probe(label: (row: number[]) => number, classes = 2) {
  const [fit, ask] = [rowsOf(400, 1, label), rowsOf(300, 2, label)];
  const before = tf.memory().numTensors;
  const share = await linearProbe({ fit, ask, classes });
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([fit.x, ask.x]);
  return share;
}

describe("a linear probe", () => {
  it("reads what a line parts, whatever the numbers' sizes", async () => {
    const side = ([a = 0, b = 0, c = 0]: number[]) => Number(a + (b - 500) / 100 - 100 * c > 0);
    expect(await probe(side)).toBeGreaterThan(0.97);
  });

  it("reads more than two classes", async () => {
    expect(await probe(([a = 0]) => (a < -0.5 ? 0 : a > 0.5 ? 2 : 1), 3)).toBeGreaterThan(0.75);
  });

  it("does not read what no line parts", async () => {
    const share = await probe(([a = 0, , c = 0]) => Number(a * c > 0));
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });

  it("is asked about other rows than those that it learns from", async () => {
    const { uniform } = random(3);
    expect(Math.abs((await probe(() => Number(uniform() < 0.5))) - 0.5)).toBeLessThan(0.1);
  });

  it("refuses labels that are too few, and leaves nothing when it is left", async () => {
    const [fit, ask] = [rowsOf(10, 1, () => 0), rowsOf(10, 2, () => 1)];
    const before = tf.memory().numTensors;
    await expect(linearProbe({ fit: { ...fit, labels: [1] }, ask, classes: 2 })).rejects.toThrow(
      "linearProbe: got 1 labels for 10 rows, fit",
    );
    await linearProbe({ fit, ask, classes: 2, invalidation: Promise.resolve() });
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([fit.x, ask.x]);
  });
});
