import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type Conv2dOptions, conv2d } from "../../lib/nn/conv2d.js";
import { maxPool } from "../../lib/nn/maxPool.js";
import { random } from "../../lib/tensor/random.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const numbers = async (t: tf.Tensor | undefined) => [...(await (t as tf.Tensor).data())];

/** Seeded numbers of that shape. */
function normal(shape: number[], seed: number): Variable {
  const stream = random(seed);
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, stream.normal);
  return parameter(tf.tensor(values, shape));
}

/** Results and gradients of `run` on its operands, each result's number with a weight of its own. */
async function gradientsOf(shapes: number[][], run: (...operands: Variable[]) => Variable) {
  const operands = shapes.map((shape, i) => normal(shape, i + 1));
  const y = run(...operands);
  const result = await numbers(y.data);
  const weight = normal(y.shape, 9);
  backward(sum(mul(y, weight.data)));
  const grads = await Promise.all(operands.map(({ grad }) => numbers(grad)));
  for (const variable of [...operands, weight]) variable.dispose();
  return [result, ...grads];
}

describe.each(["cpu", "wasm"] as const)("on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  describe("conv2d", () => {
    it("sums what the filter sees, with zeros around the image", async () => {
      const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
      const filter = parameter(tf.ones([3, 3, 1, 1]));
      expect(await numbers(conv2d(x, filter, parameter(tf.tensor1d([0.5]))).data)).toEqual([
        10.5, 10.5, 10.5, 10.5,
      ]);
    });

    it("is a linear layer for each pixel where the filter is one pixel", async () => {
      const [y] = await gradientsOf([[2, 3, 4, 5], [1, 1, 5, 3], [3]], (x, w, b) =>
        conv2d(x, w, b),
      );
      const x = tf.reshape(normal([2, 3, 4, 5], 1).data, [24, 5]);
      const w = tf.reshape(normal([1, 1, 5, 3], 2).data, [5, 3]);
      const wanted = await numbers(tf.add(tf.matMul(x, w), normal([3], 3).data));
      y?.forEach((value, i) => void expect(value).toBeCloseTo(wanted[i] as number, 4));
    });
  });

  describe("maxPool", () => {
    // One channel and five: the compiled kernel takes four at a time.
    it.each([1, 5])(
      "gives each window's gradient to its largest, the first of equals: %i channels",
      async (C) => {
        const inEvery = (numbers: number[]) => numbers.flatMap((x) => Array<number>(C).fill(x));
        const x = parameter(tf.tensor4d(inEvery([-3, -1, 5, 5, -2, -4, 0, 5]), [1, 2, 4, C]));
        const y = maxPool(x);
        expect(await numbers(y.data)).toEqual(inEvery([-1, 5]));
        backward(sum(mul(y, tf.tensor4d(inEvery([10, 20]), [1, 1, 2, C]))));
        expect(await numbers(x.grad)).toEqual(inEvery([0, 10, 20, 0, 0, 0, 0, 0]));
      },
    );

    it("drops what is left over at the right and below", async () => {
      const x = parameter(tf.range(0, 9).reshape([1, 3, 3, 1]));
      const y = maxPool(x);
      expect(await numbers(y.data)).toEqual([4]);
      backward(sum(y));
      expect(await numbers(x.grad)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    });
  });
});

type Case = [x: number[], filter: number[], options: Conv2dOptions];

describe("WebAssembly beside JavaScript", () => {
  beforeAll(() => setWasmFiles(wasmFolder()));

  const on = async <T>(device: "cpu" | "wasm", work: () => Promise<T>) => {
    expect((await switchDevice(device)).name).toBe(device);
    return work();
  };

  async function expectSame(work: () => Promise<number[][]>): Promise<void> {
    const wanted = await on("cpu", work);
    const actual = await on("wasm", work);
    for (const [k, list] of wanted.entries()) {
      expect(actual[k]).toHaveLength(list.length);
      for (const [i, value] of list.entries()) {
        const error = Math.abs((actual[k]?.[i] as number) - value) / Math.max(1, Math.abs(value));
        expect(error, `result ${k} at ${i}`).toBeLessThanOrEqual(2e-5); // sums of up to 784 numbers
      }
    }
  }

  it.each<Case>([
    [[1, 1, 1, 1], [3, 3, 1, 1], {}],
    [[2, 5, 7, 3], [3, 3, 3, 5], {}],
    [[3, 28, 28, 1], [3, 3, 1, 16], {}],
    [[2, 14, 14, 16], [3, 3, 16, 32], {}],
    [[2, 7, 6, 4], [3, 2, 4, 8], { padding: "valid" }],
    [[1, 11, 13, 2], [5, 5, 2, 7], { stride: 2 }],
    [[2, 9, 8, 3], [3, 3, 3, 4], { stride: 3, padding: "valid" }],
    [[2, 7, 9, 1], [3, 5, 1, 3], { padding: "valid" }],
    [[2, 7, 9, 1], [4, 3, 1, 3], { stride: 2 }],
    [[2, 3, 2, 1], [5, 7, 1, 3], {}],
    [[1, 4, 4, 70], [3, 3, 70, 9], {}],
    [[2, 6, 6, 8], [1, 1, 8, 4], {}],
    [[1, 2, 2, 2], [5, 5, 2, 3], {}],
  ])("conv2d of %j by %j, %j", (x, filter, options) =>
    expectSame(() =>
      gradientsOf([x, filter, [filter[3] as number]], (x, w, b) => conv2d(x, w, b, options)),
    ),
  );

  it.each([
    [[1, 2, 2, 1], 2],
    [[2, 28, 28, 16], 2],
    [[2, 7, 5, 6], 3],
    [[1, 5, 5, 13], 2],
    [[2, 3, 3, 5], 1],
  ] as const)("maxPool of %j by %i", (shape, size) =>
    expectSame(() => gradientsOf([[...shape]], (x) => maxPool(x, size))),
  );

  it("keeps the stock kernel's answer where windows of a pool overlap or reach over the edge", () =>
    expectSame(async () => {
      const x = normal([2, 6, 7, 5], 1).data as tf.Tensor4D;
      const pool = (x: tf.Tensor4D) => tf.maxPool(x, 3, 2, "same");
      const weight = normal(pool(x).shape, 2).data;
      const gradient = tf.grad((x) => tf.sum(tf.mul(pool(x as tf.Tensor4D), weight)))(x);
      return [await numbers(gradient)];
    }));
});

describe("what does not fit", () => {
  const ones = (...shape: number[]) => parameter(tf.ones(shape));
  const image = tf.ones([1, 4, 5, 2]);

  it.each([
    [[3, 3, 3, 4], [4], {}, "conv2d: filter has shape [3,3,3,4], so I=3, but I=2 in x"],
    [[3, 3, 2, 4], [5], {}, "conv2d: bias has shape [5], so O=5, but O=4 in filter"],
    [[3, 3, 2], [4], {}, "conv2d: filter has shape [3,3,2], want axes [h,w,I,O]"],
    [[3, 3, 2, 4], [4], { stride: 0 }, "conv2d: got stride 0, want a positive whole number"],
    [[3, 3, 2, 4], [4], { stride: 1.5 }, "conv2d: got stride 1.5, want a positive whole number"],
    [
      [3, 3, 2, 4],
      [4],
      { padding: "full" as "same" },
      "conv2d: got padding full, want same or valid",
    ],
    [
      [5, 3, 2, 4],
      [4],
      { padding: "valid" },
      "conv2d: filter has 5 × 3 pixels, want at most the image's 4 × 5, or padding same",
    ],
  ] satisfies [number[], number[], Conv2dOptions, string][])(
    "a filter of %j and a bias of %j, %o: is refused with the sizes",
    (filter, bias, options, message) => {
      const before = tf.memory().numTensors;
      const operands = [ones(...filter), ones(...bias)] as const;
      expect(() => conv2d(image, ...operands, options)).toThrow(message);
      for (const variable of operands) variable.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("is an image without a batch", () => {
    expect(() => conv2d(tf.ones([4, 4, 2]), ones(3, 3, 2, 4), ones(4))).toThrow(
      "conv2d: x has shape [4,4,2], want axes [B,Y,X,I]",
    );
  });

  it.each([
    [[4, 4, 2], 2, "maxPool: x has shape [4,4,2], want axes [B,Y,X,C]"],
    [[1, 4, 5, 2], 0, "maxPool: got size 0, want a positive whole number"],
    [[1, 4, 5, 2], 2.5, "maxPool: got size 2.5, want a positive whole number"],
    [[1, 4, 5, 2], 5, "maxPool: got size 5, want at most the image's 4 × 5 pixels"],
  ])("pooling an image of %j by %f is refused", (shape, size, message) => {
    expect(() => maxPool(tf.ones(shape), size)).toThrow(message);
  });
});
