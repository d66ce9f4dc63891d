import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { adam } from "../../lib/optim/adam.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { expectParameters, type Flat } from "./expectParameters.js";

/** What PyTorch made of a model: see tests/golden/{gpt,cnn,lstm}.py. */
export interface Golden {
  start: Record<string, Flat>;
  labels: number[];
  logits: Flat;
  grads: Record<string, Flat>;
  /** Before each of five steps of AdamW. */
  losses: number[];
  trained: Record<string, Flat>;
}

/** A model whose input is bound already. */
export interface Bound {
  parameters: Record<string, Variable>;
  forward(): Variable;
}

/** The golden's model with its first weights, and its loss, with gradients, on the golden's batch. */
export function fromGolden(bind: () => Bound, golden: Golden) {
  const model = bind();
  for (const [name, { shape, values }] of Object.entries(golden.start)) {
    (model.parameters[name] as Variable).assign(tf.tensor(values, shape));
  }
  const labels = tf.tensor1d(golden.labels, "int32");
  const loss = () => {
    zeroGrad(model.parameters);
    const value = softmaxCrossEntropy(model.forward(), labels);
    backward(value);
    return value;
  };
  return { model, loss };
}

/**
 * The tests that every golden model passes on the open device.
 *
 * @param tolerance relative, absolute below 1; default 1e-5
 */
export function followsPyTorch(bind: () => Bound, golden: Golden, tolerance = 1e-5): void {
  it("has PyTorch's logits, loss and gradients", async () => {
    const { model, loss } = fromGolden(bind, golden);
    const logits = await model.forward().data.data();
    const { firstOffence, sentence } = closeness(logits, golden.logits.values, {
      relative: tolerance,
    });
    expect(firstOffence, sentence).toBeUndefined();
    expect(await loss().item()).toBeCloseTo(golden.losses[0] as number, tolerance > 1e-5 ? 3 : 5);
    await expectParameters(model.parameters, golden.grads, ({ grad }) => grad, tolerance);
  });

  it("follows PyTorch through five steps of AdamW", async () => {
    const { model, loss } = fromGolden(bind, golden);
    const options = { learningRate: 0.02, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1 };
    const optimizer = adam(model.parameters, options);
    for (const wanted of golden.losses) {
      expect(await loss().item()).toBeCloseTo(wanted, tolerance > 1e-5 ? 3 : 5);
      optimizer.step();
    }
    await expectParameters(model.parameters, golden.trained, undefined, tolerance);
  });
}

/** Training twice from the same seed gives the same bits on the open device. */
export function repeatsItself(bind: () => Bound, { labels }: Golden): void {
  it("computes the same bits from the same seed", async () => {
    const trained = async () => {
      const { parameters, forward } = bind();
      const targets = tf.tensor1d(labels, "int32");
      const optimizer = adam(parameters, { learningRate: 0.02 });
      for (let i = 0; i < 5; i++) {
        zeroGrad(parameters);
        const loss = softmaxCrossEntropy(forward(), targets);
        backward(loss);
        optimizer.step();
        loss.dispose();
      }
      const numbers = await Promise.all(Object.values(parameters).map(({ data }) => data.data()));
      optimizer.dispose();
      for (const variable of Object.values(parameters)) variable.dispose();
      targets.dispose();
      return numbers.map((values) => new Uint32Array(Float32Array.from(values).buffer));
    };
    expect(await trained()).toEqual(await trained());
  });
}

/** Steps leave nothing behind on the open device. */
export function leaksNothing(bind: () => Bound, golden: Golden, steps: number): void {
  it(`leaves no tensor behind over ${steps} steps`, { timeout: 120_000 }, () => {
    const { model, loss } = fromGolden(bind, golden);
    const optimizer = adam(model.parameters);
    const step = () => {
      loss().dispose();
      optimizer.step();
    };
    step();
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < steps; i++) step();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });
}
