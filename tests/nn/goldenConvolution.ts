import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { type Conv2dOptions, conv2d } from "../../lib/nn/conv2d.js";
import { maxPool } from "../../lib/nn/maxPool.js";
import { closeness } from "../../lib/tensor/closeness.js";
import golden from "../golden/convolution.json";
import type { Flat } from "../models/expectParameters.js";

interface Case {
  inputs: Flat[];
  y: Flat;
  dy: Flat;
  gradients: Flat[];
}

/** What differs from PyTorch in an operation's result and its gradients. */
async function differences(
  { inputs, y, dy, gradients }: Case,
  run: (...operands: Variable[]) => Variable,
  tolerance: number,
): Promise<string[]> {
  const { numTensors } = tf.memory();
  const operands = inputs.map(({ shape, values }) => parameter(tf.tensor(values, shape)));
  const weights = tf.tensor(dy.values, dy.shape);
  const result = run(...operands);
  const numbers = await result.data.data();
  const loss = sum(mul(result, weights));
  backward(loss);
  const grads = await Promise.all(operands.map(({ grad }) => (grad as tf.Tensor).data()));
  const shape = `${result.shape}`;
  for (const variable of [loss, ...operands]) variable.dispose();
  weights.dispose();
  const found = [numbers, ...grads].flatMap((actual, i) => {
    const { values, shape } = [y, ...gradients][i] as Flat;
    const { firstOffence, sentence } = closeness(actual, values, { relative: tolerance }, shape);
    return firstOffence ? [`${i === 0 ? "y" : `gradient ${i - 1}`}: ${sentence}`] : [];
  });
  if (shape !== `${y.shape}`) found.push(`y has shape [${shape}], want [${y.shape}]`);
  if (tf.memory().numTensors !== numTensors) found.push("tensors are left");
  return found;
}

/** The convolutions and poolings that PyTorch computed, on the open device. */
export function followsPyTorch(tolerance: number): void {
  it("has PyTorch's convolutions over paddings, strides, odd sizes and even filters", async () => {
    for (const one of golden.conv2d) {
      const options = one.options as Conv2dOptions;
      const run = (...[x, w, b]: Variable[]) =>
        conv2d(x as Variable, w as Variable, b as Variable, options);
      const shapes = one.inputs.map(({ shape }) => `[${shape}]`).join(" ");
      const name = `${shapes} ${options.padding} by ${options.stride}`;
      expect(await differences(one, run, tolerance), name).toEqual([]);
    }
  });

  it("has PyTorch's max pooling", async () => {
    for (const one of golden.maxPool) {
      const name = `[${one.inputs[0]?.shape}] by ${one.size}`;
      const run = (x: Variable) => maxPool(x, one.size);
      expect(await differences(one, run, tolerance), name).toEqual([]);
    }
  });
}
