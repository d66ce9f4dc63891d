import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { random } from "../../lib/tensor/random.js";
import { wasmFolder } from "./wasmFolder.js";

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
});

let before = tf.memory();
beforeEach(() => {
  before = tf.memory();
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
});

const normal = (shape: number[], seed: number) => {
  const { normal: next } = random(seed);
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, next);
};

describe("matMul on WebAssembly", () => {
  it("multiplies what a person can", async () => {
    const a = tf.tensor2d([[1, 2]]);
    const b = tf.tensor2d([[3, 4]]);
    const product = tf.matMul(a, b, false, true);
    expect([...(await product.data())]).toEqual([11]);
    tf.dispose([a, b, product]);
  });

  it("agrees with three loops for any sizes, transposes and batches", async () => {
    const size = fc.integer({ min: 1, max: 19 });
    const flag = fc.boolean();
    const count = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(size, size, size, flag, flag, count, async (m, k, n, ta, tb, batch) => {
        const [left, right] = [normal([batch, m, k], 1), normal([batch, k, n], 2)];
        const expected: number[] = [];
        for (let at = 0; at < batch * m * n; at++) {
          const [i, row, column] = [Math.floor(at / m / n), Math.floor(at / n) % m, at % n];
          let sum = 0;
          for (let inner = 0; inner < k; inner++) {
            const l = left[(i * m + row) * k + inner] as number;
            sum += l * (right[(i * k + inner) * n + column] as number);
          }
          expected.push(sum);
        }
        const product = tf.tidy(() => {
          const a = tf.tensor3d(left, [batch, m, k]);
          const b = tf.tensor3d(right, [batch, k, n]);
          const swap = (x: tf.Tensor) => tf.transpose(x, [0, 2, 1]);
          return tf.matMul(ta ? swap(a) : a, tb ? swap(b) : b, ta, tb);
        });
        const { firstOffence, sentence } = closeness(await product.data(), expected);
        expect(firstOffence, sentence).toBeUndefined();
        product.dispose();
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it("leaves its operands as they were and usable", async () => {
    const a = tf.tensor3d(normal([2, 3, 4], 1), [2, 3, 4]);
    const before = [...(await a.data())];
    for (const transposed of [false, true]) {
      tf.matMul(a, a, transposed, !transposed).dispose();
      expect([...(await a.data())]).toEqual(before);
    }
    a.dispose();
  });

  it("does not let the heap grow over many products", () => {
    const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    const a = tf.ones([8, 64, 64]);
    const steps = (count: number) => {
      for (let i = 0; i < count; i++) tf.matMul(a, a, true, true).dispose();
    };
    steps(50);
    const size = wasm.HEAPU8.byteLength;
    steps(1000);
    expect(wasm.HEAPU8.byteLength).toBe(size);
    a.dispose();
  });

  it("gives zeros when the inner axis is empty", async () => {
    const [a, b] = [tf.zeros([2, 0]), tf.zeros([0, 3])];
    const product = tf.matMul(a, b);
    expect(product.shape).toEqual([2, 3]);
    expect([...(await product.data())]).toEqual([0, 0, 0, 0, 0, 0]);
    tf.dispose([a, b, product]);
  });
});

describe("other kernels on WebAssembly", () => {
  it("share memory between clones, and free it with the last one", async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const copy = x.clone();
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers + 1);
    x.dispose();
    expect([...(await copy.data())]).toEqual([1, 2, 3]);
    copy.dispose();
  });

  it("refuse a gather outside the tensor, and leave nothing behind", () => {
    const x = tf.tensor1d([1, 2, 3]);
    const indices = tf.tensor1d([0, 3], "int32");
    expect(() => tf.gather(x, indices)).toThrow("gather: an index is 3, want 0 to 2");
    tf.dispose([x, indices]);
  });

  it("drop rows of unsortedSegmentSum that belong to no segment", async () => {
    const x = tf.tensor1d([1, 2, 4]);
    const ids = tf.tensor1d([0, -1, 5], "int32");
    const sums = tf.unsortedSegmentSum(x, ids, 2);
    expect([...(await sums.data())]).toEqual([1, 0]);
    tf.dispose([x, ids, sums]);
  });

  it("refuse an einsum with a letter twice in one operand", () => {
    const x = tf.ones([2, 2]);
    expect(() => tf.einsum("ii->i", x)).toThrow();
    x.dispose();
  });
});
