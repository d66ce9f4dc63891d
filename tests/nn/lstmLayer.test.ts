import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { lstmLayer } from "../../lib/nn/lstmLayer.js";
import { random } from "../../lib/tensor/random.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const numbers = async (t: tf.Tensor | undefined) => [...(await (t as tf.Tensor).data())];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

async function expectClose(actual: tf.Tensor | undefined, wanted: readonly number[]) {
  const values = await numbers(actual);
  expect(values).toHaveLength(wanted.length);
  values.forEach((value, i) => void expect(value).toBeCloseTo(wanted[i] as number, 5));
}

/** Every h and both gradients, for seeded numbers. */
async function run(B: number, T: number, H: number) {
  const { normal } = random(B + 10 * T + 100 * H);
  const of = (shape: number[], scale = 1) => {
    const length = tf.util.sizeFromShape(shape);
    return tf.tensor(
      Float32Array.from({ length }, () => scale * normal()),
      shape,
    );
  };
  const gates = parameter(of([B, T, 4 * H]));
  const weight = parameter(of([H, 4 * H], 1 / Math.sqrt(H)));
  const hidden = lstmLayer(gates, weight);
  const result = await numbers(hidden.data);
  backward(sum(mul(hidden, of([B, T, H]))));
  return [result, await numbers(gates.grad), await numbers(weight.grad)];
}

describe.each(["cpu", "wasm"] as const)("lstmLayer on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  it("does what its two formulas say, step by step", async () => {
    const gates = [
      [0.1, 0.2, 0.3, 0.4],
      [-1, 2, 0.5, 1],
    ] as const;
    const [first, second] = gates;
    const weight = [0.5, -0.5, 1, 2] as const;
    const c1 = sigmoid(first[0]) * Math.tanh(first[2]);
    const h1 = sigmoid(first[3]) * Math.tanh(c1);
    const a = second.map((x, k) => x + h1 * (weight[k] as number)) as [
      number,
      number,
      number,
      number,
    ];
    const c2 = sigmoid(a[1]) * c1 + sigmoid(a[0]) * Math.tanh(a[2]);
    const h2 = sigmoid(a[3]) * Math.tanh(c2);
    const { data } = lstmLayer(
      parameter(tf.tensor([[...first], [...second]]).reshape([1, 2, 4])),
      parameter(tf.tensor2d([[...weight]])),
    );
    await expectClose(data, [h1, h2]);
  });

  it("remembers: with forget gates open and the others shut, a cell keeps its number", async () => {
    const shut = -100;
    const rows = [[100, shut, 100, 100], ...Array(20).fill([shut, 100, 0, 100])];
    const gates = parameter(tf.tensor([rows]));
    const hidden = lstmLayer(gates, parameter(tf.zeros([1, 4])));
    await expectClose(hidden.data, Array(21).fill(Math.tanh(1)));
  });

  it("goes on as NaN and keeps to its own sequence when a number is NaN", async () => {
    const gates = tf.tensor([
      [
        [0, 0, Number.NaN, 0],
        [0, 0, 0, 0],
      ],
      [
        [0, 0, 1, 0],
        [0, 0, 0, 0],
      ],
    ]);
    const { data } = lstmLayer(parameter(gates), parameter(tf.ones([1, 4])));
    const values = await numbers(data);
    expect(values.slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
    expect(values.slice(2).every(Number.isFinite)).toBe(true);
  });
});

describe("lstmLayer", () => {
  beforeAll(() => setWasmFiles(wasmFolder()));

  it.each([
    [1, 1, 1],
    [1, 5, 2],
    [3, 2, 3],
    [2, 7, 4],
    [5, 3, 13],
    [32, 6, 64],
  ])("is the same in WebAssembly and in JavaScript: B=%i, T=%i, H=%i", async (B, T, H) => {
    await switchDevice("cpu");
    const wanted = await run(B, T, H);
    expect((await switchDevice("wasm")).name).toBe("wasm");
    const actual = await run(B, T, H);
    for (const [k, list] of wanted.entries()) {
      for (const [i, value] of list.entries()) {
        const error = Math.abs((actual[k]?.[i] as number) - value) / Math.max(1, Math.abs(value));
        expect(error, `result ${k} at ${i}`).toBeLessThanOrEqual(1e-5);
      }
    }
  });

  it("refuses gates that are not four for each number of the state", () => {
    const p = (...shape: number[]) => parameter(tf.ones(shape));
    expect(() => lstmLayer(p(2, 3, 9), p(3, 9))).toThrow(
      "lstmLayer: stateWeight has shape [3,9], want [H,4H]: four gates side by side",
    );
    expect(() => lstmLayer(p(2, 3, 8), p(3, 12))).toThrow(
      "lstmLayer: stateWeight has shape [3,12], so G=12, but G=8 in gates",
    );
  });
});
