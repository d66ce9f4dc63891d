import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { add, mul } from "../../lib/autograd/arithmetic.js";
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
    const groups = [
      { parameters: { body }, scale: 1 },
      { parameters: { head }, scale: 20 },
    ];
    const optimizer = parameterGroups(groups, (some) => sgd(some, { learningRate: 0.01 }));
    expect(optimizer.learningRate).toBe(0.01);
    slopes(body, head);
    optimizer.step();
    expect(await body.item()).toBeCloseTo(0.99, 6);
    expect(await head.item()).toBeCloseTo(0.8, 6);
    optimizer.learningRate = 0.001; // as a schedule does
    optimizer.step();
    expect(await body.item()).toBeCloseTo(0.989, 6);
    expect(await head.item()).toBeCloseTo(0.78, 6);
    optimizer.dispose();
    body.dispose();
    head.dispose();
  });

  it("go on as if never interrupted with what they remembered, and free it", async () => {
    const before = tf.memory().numTensors;
    const run = async (isInterrupted: boolean) => {
      const [body, head] = [parameter(tf.scalar(1)), parameter(tf.scalar(1))];
      const make = () =>
        parameterGroups(
          [
            { parameters: { body }, scale: 1 },
            { parameters: { head }, scale: 2 },
          ],
          adam,
        );
      let optimizer = make();
      for (let step = 0; step < 4; step++) {
        const loss = add(mul(body, body), mul(head, body));
        zeroGrad([body, head]);
        backward(loss);
        loss.dispose();
        optimizer.step();
        if (!isInterrupted || step !== 1) continue;
        const memory = Object.fromEntries(
          Object.entries(optimizer.memory()).map(([name, { steps, tensors }]) => [
            name,
            {
              steps,
              tensors: Object.fromEntries(
                Object.entries(tensors).map(([key, tensor]) => [key, tensor.clone()]),
              ),
            },
          ]),
        );
        expect(Object.keys(memory)).toEqual(["body", "head"]);
        optimizer.dispose();
        optimizer = make();
        optimizer.recall(memory);
      }
      const numbers = [await body.item(), await head.item()];
      optimizer.dispose();
      body.dispose();
      head.dispose();
      return numbers;
    };
    expect(await run(true)).toEqual(await run(false));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuse a scale that is none, a parameter in two groups, and another's memory", () => {
    const body = parameter(tf.scalar(1));
    expect(() => parameterGroups([{ parameters: {}, scale: -1 }], adam)).toThrow(
      "parameterGroups: got scale -1, want a finite number from 0",
    );
    const group = { parameters: { body }, scale: 1 };
    expect(() => parameterGroups([group, group], adam)).toThrow(
      "parameterGroups: body is in two groups",
    );
    const optimizer = parameterGroups([group], adam);
    expect(() => optimizer.recall({ hand: { steps: 1, tensors: {} } })).toThrow(
      "recall: got a memory of hand, want one of body",
    );
    body.dispose();
  });
});
