import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { square } from "../../lib/autograd/elementwise.js";
import { matMul } from "../../lib/autograd/matMul.js";
import { mean, sum } from "../../lib/autograd/reduce.js";
import { transpose } from "../../lib/autograd/reshape.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { parameter, toVariable, type Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { embedding, embeddingTable } from "../../lib/nn/embedding.js";
import { sinusoidalPositions } from "../../lib/nn/positions.js";
import { rotary } from "../../lib/nn/rotary.js";
import { unembed } from "../../lib/nn/unembed.js";
import { inRepository } from "../../lib/site/paths.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { oneHot } from "../../lib/tensor/oneHot.js";
import { wasmFolder } from "../compute/wasmFolder.js";

interface Golden {
  name: string;
  inputs: { values: number[]; shape: number[]; dtype: "float32" | "int32" }[];
  loss: number;
  grads: { values: number[] }[];
}
const goldens: Golden[] = JSON.parse(
  readFileSync(inRepository("data", "embeddings-golden.json"), "utf8"),
);

type Recipe = (...inputs: [Variable, Variable, Variable, Variable]) => Variable;
const lookup: Recipe = (table, ids) => sum(square(embedding(table, ids.data)));
const cube = (x: Variable) => sum(mul(square(x), x));
const places = (x: Variable, length: number, from = 0) => {
  const all = sinusoidalPositions(length, x.shape[1] as number);
  return sum(mul(x, tf.slice(all, [from, 0], x.shape as [number, number])));
};
const recipes: Record<string, Recipe> = {
  lookup,
  repeated: lookup,
  oneHot: (table, ids) => sum(square(matMul(oneHot(ids.data, table.shape[0] as number), table))),
  skipGram: (words, contexts, ids, near) =>
    softmaxCrossEntropy(unembed(embedding(words, ids.data), contexts), near.data),
  sinusoidal: (x) => places(x, 9),
  far: (x) => places(x, 2000, 1997),
  rotary: (x) => cube(rotary(x)),
  rotaryOffset: (x) => cube(rotary(x, { base: 500, offset: 17 })),
  rotaryScores: (q, k) => mean(square(matMul(rotary(q), transpose(rotary(k), [0, 1, 3, 2])))),
};

const read = async (x: Variable) => {
  const numbers = [...(await x.data.data())];
  x.dispose();
  return numbers;
};

describe.each(["cpu", "wasm"] as const)("embeddings and positions on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice(device);
  });

  it("reads the rows of paper, and adds the gradients of a token that comes twice", async () => {
    const table = parameter(tf.tensor2d([[1, 0], [2, -1], [0, 3]])); // biome-ignore format: a matrix
    const ids = tf.tensor1d([1, 1, 0], "int32");
    const loss = sum(square(embedding(table, ids)));
    expect(await loss.item()).toBe(11);
    backward(loss);
    expect([...(await (table.grad as tf.Tensor).data())]).toEqual([2, 0, 8, -4, 0, 0]);
    tf.dispose([ids, loss, table] as unknown as tf.TensorContainer);
  });

  it.each(goldens)("agrees with PyTorch: $name", async ({ name, inputs, loss: want, grads }) => {
    const before = tf.memory().numTensors;
    const given = inputs.map(({ values, shape, dtype }) =>
      parameter(tf.tensor(values, shape, dtype)),
    );
    const run = recipes[name] as Recipe;
    const loss = tf.tidy(() => {
      const made = run(...(given as [Variable, Variable, Variable, Variable]));
      backward(made);
      return tf.keep(made.data);
    });
    expect(closeness([...(await loss.data())], [want]).sentence).toMatch(/^all/);
    const floats = given.filter(({ data }) => data.dtype === "float32");
    for (const [i, { grad }] of floats.entries()) {
      const got = await (grad as tf.Tensor).data();
      expect(closeness(got as Float32Array, grads[i]?.values ?? []).sentence).toMatch(/^all/);
    }
    tf.dispose([loss, given] as unknown as tf.TensorContainer);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("scores rotated queries and keys by their distance alone", async () => {
    const score = async (query: number, key: number) => {
      const [q, k] = [query, key].map((offset, i) =>
        rotary(toVariable(tf.randomNormal([1, 16], 0, 1, "float32", 3 + i)), { offset }),
      ) as [Variable, Variable];
      const product = sum(mul(q, k));
      const [number] = await read(product);
      return number as number;
    };
    for (const distance of [0, 1, 7, 100]) {
      const at = await score(distance, 0);
      for (const shift of [1, 13, 500, 3000]) {
        // float32 knows an angle of 3000 radians to about 2e-4
        expect(Math.abs((await score(distance + shift, shift)) - at)).toBeLessThan(2e-3);
      }
    }
    expect(Math.abs((await score(5, 0)) - (await score(6, 0)))).toBeGreaterThan(0.01);
    expect(Math.abs((await score(5, 0)) - (await score(0, 5)))).toBeGreaterThan(0.01);
  });

  it("keeps lengths, leaves place 0 alone, and continues where an offset says", async () => {
    const x = tf.randomNormal([1, 2, 6, 4], 0, 1, "float32", 9);
    const numbers = [...(await x.data())];
    const turned = await read(rotary(toVariable(x)));
    expect(turned.slice(0, 4)).toEqual(numbers.slice(0, 4));
    for (let at = 0; at < numbers.length; at += 2) {
      const [before, after] = [numbers, turned].map((n) =>
        Math.hypot(n[at] as number, n[at + 1] as number),
      );
      expect(after).toBeCloseTo(before as number, 5);
    }
    const tail = tf.slice(x, [0, 0, 4, 0], [1, 1, 2, 4]);
    const rest = await read(rotary(toVariable(tail), { offset: 4 }));
    expect(closeness(rest, turned.slice(16, 24)).sentence).toMatch(/^all/);
    tf.dispose([x, tail]);
  });
});

describe("sinusoidal positions", () => {
  beforeAll(() => switchDevice("cpu"));

  it("are sines and cosines of the place, with 0 and 1 at the start", async () => {
    const rows = await sinusoidalPositions(2, 4).array();
    expect(rows[0]).toEqual([0, 1, 0, 1]);
    const want = [Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)];
    expect(closeness(rows[1] as number[], want).sentence).toMatch(/^all/);
  });

  it("have products that depend on the distance alone", async () => {
    const rows = (await sinusoidalPositions(64, 16).array()) as number[][];
    const dot = (a: number, b: number) =>
      (rows[a] as number[]).reduce((total, x, c) => total + x * (rows[b]?.[c] as number), 0);
    fc.assert(
      fc.property(fc.nat(31), fc.nat(31), fc.nat(32), (a, b, shift) => {
        expect(dot(a + shift, b + shift)).toBeCloseTo(dot(a, b), 4);
      }),
      { seed: 1 },
    );
  });
});

describe("what embeddings and positions refuse", () => {
  it("is said with what came and what was wanted", () => {
    const table = embeddingTable([4, 2], { seed: 1 });
    const vector = parameter(tf.tensor1d([1, 2]));
    const odd = parameter(tf.zeros([2, 3]));
    const refused: [() => unknown, string][] = [
      [() => embedding(table, tf.tensor1d([1, 2])), "ids have dtype float32, want int32"],
      [() => embedding(vector, tf.tensor1d([0], "int32")), "table has shape [2], want axes [V,C]"],
      [() => sinusoidalPositions(0, 4), "got length 0, want a whole number of places above 0"],
      [() => sinusoidalPositions(4, 3), "got width 3, want an even whole number above 0"],
      [() => rotary(vector), "rotary: x has shape [2], want axes […,T,D]"],
      [() => rotary(odd), "rotary: got width 3, want an even whole number above 0"],
      [() => rotary(table, { base: 0.5 }), "rotary: got base 0.5, want a number from 1"],
      [() => rotary(table, { offset: -1 }), "rotary: got offset -1, want a whole number from 0"],
      [() => rotary(table, { offset: 1.5 }), "rotary: got offset 1.5, want a whole number from 0"],
    ];
    for (const [run, says] of refused) expect(run).toThrow(says);
  });

  it("makes the same table from the same seed, as wide as it was told", async () => {
    const [a, b, c] = [1, 1, 2].map((seed) => embeddingTable([300, 8], { seed, deviation: 0.1 }));
    const numbers = await Promise.all([a, b, c].map((each) => (each as Variable).data.data()));
    expect(numbers[0]).toEqual(numbers[1]);
    expect(numbers[0]).not.toEqual(numbers[2]);
    const spread = Math.sqrt(
      [...(numbers[0] as Float32Array)].reduce((s, x) => s + x * x, 0) / 2400,
    );
    expect(Math.abs(spread - 0.1)).toBeLessThan(0.01);
  });
});
