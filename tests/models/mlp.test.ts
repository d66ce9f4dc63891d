import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { backward } from "../../lib/autograd/backward.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { mlp } from "../../lib/models/mlp.js";
import { countParameters } from "../../lib/nn/countParameters.js";
import golden from "../golden/mlp.json";
import { expectParameters } from "./expectParameters.js";
import { goldenMlp } from "./goldenMlp.js";

const free = (things: object) => tf.dispose(things as tf.TensorContainer);

describe("mlp", () => {
  it("computes x W + b without a hidden layer", () => {
    const { parameters, forward } = mlp({ inputs: 2, hidden: [], outputs: 1 });
    parameters["layers.0.weight"]?.assign(tf.tensor2d([[2], [3]]));
    parameters["layers.0.bias"]?.assign(tf.tensor1d([10]));
    expect(forward(tf.tensor2d([[1, -1]])).data.arraySync()).toEqual([[9]]);
  });

  it("puts its activation between layers and not after the last", () => {
    const { parameters, forward } = mlp({ inputs: 1, hidden: [1], outputs: 1 });
    parameters["layers.0.weight"]?.assign(tf.tensor2d([[1]]));
    parameters["layers.1.weight"]?.assign(tf.tensor2d([[-1]]));
    expect(forward(tf.tensor2d([[-5], [5]])).data.arraySync()).toEqual([[0], [-5]]);
  });

  it("has PyTorch's loss and gradients", async () => {
    const { model, loss, dispose } = goldenMlp();
    const value = loss();
    backward(value);
    expect(await value.item()).toBeCloseTo(golden.loss, 5);
    await expectParameters(model.parameters, golden.grads, ({ grad }) => grad);
    value.dispose();
    dispose();
  });

  it("counts LeNet-300-100's 266,610 parameters", () => {
    const lenet = mlp({ inputs: 784, hidden: [300, 100], outputs: 10 });
    expect(countParameters(lenet.parameters)).toBe(266_610);
    free(lenet);
  });

  it("names its parameters and their shapes", () => {
    const { parameters } = mlp({ inputs: 4, hidden: [16], outputs: 3 });
    expect(Object.entries(parameters).map(([name, { shape }]) => [name, shape])).toEqual([
      ["layers.0.weight", [4, 16]],
      ["layers.0.bias", [16]],
      ["layers.1.weight", [16, 3]],
      ["layers.1.bias", [3]],
    ]);
    for (const [name, { label }] of Object.entries(parameters)) expect(label).toBe(name);
  });

  it("starts from the same weights for the same seed, and from others for another", () => {
    const first = (seed: number) => {
      const { parameters } = mlp({ inputs: 4, hidden: [3], outputs: 2, seed });
      return (parameters["layers.0.weight"] as Variable).data.arraySync();
    };
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
  });

  it("is freed as a whole", () => {
    const before = tf.memory().numTensors;
    free(mlp({ inputs: 4, hidden: [16, 16], outputs: 3 }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([0, -1, 2.5, Number.NaN])("refuses a layer of size %s", (size) => {
    expect(() => mlp({ inputs: 4, hidden: [size], outputs: 3 })).toThrow(
      `mlp: got sizes [4,${size},3], want positive whole numbers`,
    );
  });

  it("refuses an input of another width", () => {
    const { forward } = mlp({ inputs: 4, hidden: [2], outputs: 3 });
    expect(() => forward(tf.zeros([5, 6]))).toThrow(
      "linear: weight has shape [4,2], so I=4, but I=6 in x",
    );
  });
});
