import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { add } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { checkTensorGradients } from "../../lib/autograd/checkTensorGradients.js";
import { square } from "../../lib/autograd/elementwise.js";
import { sum } from "../../lib/autograd/reduce.js";
import { value } from "../../lib/autograd/scalar.js";
import { parameter, record, type Variable } from "../../lib/autograd/tensor.js";

/** The bugs that the lesson shows, as a reader would write them. */
describe("a reader's bug", () => {
  it("forgotten zeroing makes descent swing instead of settle", () => {
    const descend = (zero: boolean) => {
      const w = value(0, "w");
      for (let step = 0; step < 40; step++) {
        if (zero) w.grad = 0;
        w.sub(3).pow(2).backward();
        w.data -= 0.1 * w.grad;
      }
      return Math.abs(w.data - 3);
    };
    expect(descend(true)).toBeLessThan(0.01);
    expect(descend(false)).toBeGreaterThan(0.1);
  });

  it("a mean where broadcasting needs a sum is caught by gradient checking", async () => {
    const wrongAdd = (x: Variable, b: Variable) =>
      record("wrongAdd", tf.add(x.data, b.data), [
        [x, (dy) => dy],
        [b, (dy) => tf.mean(dy, 0)],
      ]);
    const x = parameter(tf.tensor2d([[1], [2], [4]]), "x");
    const b = parameter(tf.tensor1d([1]), "b");
    const [wrong] = await checkTensorGradients(() => sum(square(wrongAdd(x, b))), { b });
    const [right] = await checkTensorGradients(() => sum(square(add(x, b))), { b });
    expect(wrong?.error).toBeCloseTo(2 / 3, 2); // a third of the gradient
    expect(right?.error).toBeLessThan(0.01);
    x.dispose();
    b.dispose();
  });

  it("a graph that is built once and reused keeps the first gradient for ever", () => {
    const w = value(0, "w");
    const loss = w.sub(3).pow(2); // built outside the loop
    for (let step = 0; step < 10; step++) {
      loss.zeroGrad();
      loss.backward();
      w.data -= 0.1 * w.grad;
    }
    expect(w.grad).toBe(-6);
    expect(w.data).toBeCloseTo(6, 12); // past the minimum at 3, and going on
  });

  it("new numbers for a parameter between forward and backward are refused", () => {
    const w = parameter(tf.scalar(3), "w");
    const loss = square(w);
    w.assign(tf.scalar(5));
    expect(() => backward(loss)).toThrow("w was given new numbers after square had read it");
    w.dispose();
    loss.dispose();
  });
});
