import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { add } from "../../lib/autograd/arithmetic.js";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { adam } from "../../lib/optim/adam.js";
import { parameterGroups } from "../../lib/optim/parameterGroups.js";
import { sgd } from "../../lib/optim/sgd.js";

beforeAll(async () => void (await switchDevice("cpu")));

const slopes = (body: ReturnType<typeof parameter>, head: ReturnType<typeof parameter>) => {
  zeroGrad([body, head]);
  const loss = add(body, head);
  backward(loss);
  loss.dispose();
};

describe("parameter groups", () => {
  it("move each part by its own multiple of the rate", async () => {
    const [body, head] = [parameter(tf.scalar(1)), parameter(tf.scalar(1))];
    const optimizer = parameterGroups(
      [
        { optimizer: sgd([body], { learningRate: 9 }), scale: 1 },
        { optimizer: sgd([head], { learningRate: 9 }), scale: 20 },
      ],
      0.01,
    );
    slopes(body, head);
    optimizer.step();
    expect(await body.item()).toBeCloseTo(0.99, 6);
    expect(await head.item()).toBeCloseTo(0.8, 6);
    optimizer.learningRate = 0.001; // as a schedule does
    optimizer.step();
    expect(await body.item()).toBeCloseTo(0.989, 6);
    expect(await head.item()).toBeCloseTo(0.78, 6);
    body.dispose();
    head.dispose();
  });

  it("frees what all remember", () => {
    const before = tf.memory().numTensors;
    const [body, head] = [parameter(tf.scalar(1)), parameter(tf.scalar(1))];
    const optimizer = parameterGroups([
      { optimizer: adam([body]), scale: 1 },
      { optimizer: adam([head]), scale: 2 },
    ]);
    expect(optimizer.learningRate).toBe(0.001);
    slopes(body, head);
    optimizer.step();
    optimizer.dispose();
    body.dispose();
    head.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuse a scale that is none", () => {
    expect(() => parameterGroups([{ optimizer: adam([]), scale: -1 }])).toThrow(
      "parameterGroups: got scale -1, want a finite number from 0",
    );
  });
});
