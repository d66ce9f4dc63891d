import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { cnn } from "../../lib/models/cnn.js";
import { adam } from "../../lib/optim/adam.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import golden from "../golden/cnn.json";
import { expectParameters } from "./expectParameters.js";

function goldenCnn() {
  const model = cnn(golden.config);
  for (const [name, { shape, values }] of Object.entries(golden.start)) {
    (model.parameters[name] as Variable).assign(tf.tensor(values, shape));
  }
  const x = tf.tensor4d(golden.x.values, golden.x.shape as [number, number, number, number]);
  const labels = tf.tensor1d(golden.labels, "int32");
  const loss = () => {
    zeroGrad(model.parameters);
    const value = softmaxCrossEntropy(model.forward(x), labels);
    backward(value);
    return value;
  };
  return { model, x, loss };
}

describe.each(["cpu", "wasm"] as const)("a small cnn on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  it("has PyTorch's logits, loss and gradients", async () => {
    const { model, x, loss } = goldenCnn();
    const logits = await model.forward(x).data.data();
    const { firstOffence, sentence } = closeness(logits, golden.logits.values);
    expect(firstOffence, sentence).toBeUndefined();
    expect(await loss().item()).toBeCloseTo(golden.losses[0] as number, 5);
    await expectParameters(model.parameters, golden.grads, ({ grad }) => grad);
  });

  it("follows PyTorch through five steps of AdamW", async () => {
    const { model, loss } = goldenCnn();
    const options = { learningRate: 0.02, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1 };
    const optimizer = adam(model.parameters, options);
    for (const wanted of golden.losses) {
      expect(await loss().item()).toBeCloseTo(wanted, 5);
      optimizer.step();
    }
    await expectParameters(model.parameters, golden.trained);
  });

  it("leaves no tensor behind over 50 steps", () => {
    const { model, loss } = goldenCnn();
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

describe("cnn", () => {
  it("refuses sizes that cannot be", () => {
    expect(() => cnn({ size: 28, outputs: 2.5 })).toThrow(
      "cnn: got size 28, channels 1, filters [16,32] and outputs 2.5, want positive whole numbers",
    );
    expect(() => cnn({ size: 3, outputs: 2 })).toThrow(
      "cnn: an image of size 3 cannot be halved 2 times; want fewer filters",
    );
  });
});
