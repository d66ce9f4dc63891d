import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { dropout } from "../../lib/nn/dropout.js";
import { counterBits } from "../../lib/tensor/counterBits.js";
import { wasmFolder } from "../compute/wasmFolder.js";

describe.each(["cpu", "wasm"] as const)("dropout on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice(device);
  });

  it("drops the places whose random bits are low, and scales the others", async () => {
    const x = parameter(tf.ones([7, 3]));
    const y = dropout(x, { rate: 0.25, seed: 2 ** 32 - 1 });
    const want = Array.from({ length: 21 }, (_, place) =>
      counterBits(2 ** 32 - 1, place) >= 2 ** 30 ? Math.fround(4 / 3) : 0,
    );
    expect([...(await y.data.data())]).toEqual(want);
    tf.dispose([x, y] as unknown as tf.TensorContainer);
  });

  it("keeps the expectation, and drops the gradient where it dropped the number", async () => {
    const x = parameter(tf.ones([100, 101]));
    const y = dropout(x, { rate: 0.3, seed: 5 });
    const numbers = [...(await y.data.data())];
    const mean = numbers.reduce((total, n) => total + n, 0) / numbers.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.033); // 5 standard errors
    const loss = sum(y);
    backward(loss);
    expect([...(await (x.grad as tf.Tensor).data())]).toEqual(numbers);
    for (const variable of [loss, x]) variable.dispose();
  });

  it("drops what is not a number too", async () => {
    const x = parameter(tf.fill([64], Number.NaN));
    const y = dropout(x, { rate: 0.999, seed: 1 });
    expect([...(await y.data.data())].filter(Number.isNaN).length).toBeLessThan(5);
    for (const variable of [x, y]) variable.dispose();
  });

  it("changes nothing at rate 0, and leaves no tensor behind", () => {
    const x = parameter(tf.ones([5]));
    const before = tf.memory().numTensors;
    expect(dropout(x, { rate: 0, seed: 1 })).toBe(x);
    dropout(x, { rate: 0.5, seed: 1 }).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  it.each([
    [{ rate: 1, seed: 0 }, "dropout: got rate 1, want 0 to below 1"],
    [{ rate: Number.NaN, seed: 0 }, "dropout: got rate NaN, want 0 to below 1"],
    [{ rate: 0.5, seed: -1 }, "dropout: got seed -1, want a whole number from 0 to 2³² - 1"],
  ])("refuses %o", (options, message) => {
    const x = parameter(tf.ones([5]));
    expect(() => dropout(x, options)).toThrow(message);
    x.dispose();
  });
});
