import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { lstm } from "../../lib/models/lstm.js";
import { adam } from "../../lib/optim/adam.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import golden from "../golden/lstm.json";
import { expectParameters } from "./expectParameters.js";

function goldenLstm() {
  const model = lstm(golden.config);
  for (const [name, { shape, values }] of Object.entries(golden.start)) {
    (model.parameters[name] as Variable).assign(tf.tensor(values, shape));
  }
  const tokens = tf.tensor2d(golden.tokens, undefined, "int32");
  const labels = tf.tensor1d(golden.labels, "int32");
  const loss = () => {
    zeroGrad(model.parameters);
    const value = softmaxCrossEntropy(model.forward(tokens), labels);
    backward(value);
    return value;
  };
  return { model, tokens, loss };
}

describe.each(["cpu", "wasm"] as const)("a small lstm on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  it("has PyTorch's logits, loss and gradients", async () => {
    const { model, tokens, loss } = goldenLstm();
    const logits = await model.forward(tokens).data.data();
    const { firstOffence, sentence } = closeness(logits, golden.logits.values);
    expect(firstOffence, sentence).toBeUndefined();
    expect(await loss().item()).toBeCloseTo(golden.losses[0] as number, 5);
    await expectParameters(model.parameters, golden.grads, ({ grad }) => grad);
  });

  it("follows PyTorch through five steps of AdamW", async () => {
    const { model, loss } = goldenLstm();
    const options = { learningRate: 0.02, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1 };
    const optimizer = adam(model.parameters, options);
    for (const wanted of golden.losses) {
      expect(await loss().item()).toBeCloseTo(wanted, 5);
      optimizer.step();
    }
    await expectParameters(model.parameters, golden.trained);
  });

  it("leaves no tensor behind over 50 steps", () => {
    const { model, loss } = goldenLstm();
    const optimizer = adam(model.parameters);
    const step = () => {
      loss().dispose();
      optimizer.step();
    };
    step();
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 50; i++) step();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });
});

describe("lstm", () => {
  it("starts with open forget gates and all others at 0", async () => {
    const { parameters } = lstm({ vocabSize: 3, width: 2, hidden: 2 });
    const bias = await (parameters["lstm.bias"] as Variable).data.data();
    expect([...bias]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it("does not let the future change what came before it", async () => {
    const { forward } = lstm({ vocabSize: 5, width: 3, hidden: 4 });
    const read = async (row: number[]) =>
      (await (forward(tf.tensor2d([row], undefined, "int32")).data as tf.Tensor2D).array()).slice(
        0,
        2,
      );
    expect(await read([1, 2, 3])).toEqual(await read([1, 2, 4]));
  });

  it("refuses sizes that cannot be", () => {
    expect(() => lstm({ vocabSize: 3, width: 0, hidden: 2 })).toThrow(
      "lstm: got width 0, want a positive whole number",
    );
  });
});
