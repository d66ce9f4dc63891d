import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { add } from "../../lib/autograd/arithmetic.js";
import { checkTensorGradients } from "../../lib/autograd/checkTensorGradients.js";
import { square } from "../../lib/autograd/elementwise.js";
import { sum } from "../../lib/autograd/reduce.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { type Operand, parameter, record, toVariable } from "../../lib/autograd/tensor.js";
import { mlp } from "../../lib/models/mlp.js";

const free = (things: object) => tf.dispose(things as tf.TensorContainer);

describe("checkTensorGradients", () => {
  it("finds the gradient of Σw² where backward does", async () => {
    const w = parameter(tf.tensor2d([[1, -2, 3]]));
    const [check] = await checkTensorGradients(() => sum(square(w)), { w });
    expect(check?.error).toBeLessThan(1e-3);
    expect(check?.numerical).toBeCloseTo(check?.backward as number, 2);
    expect(check?.backward).toBe(2 * (w.data.dataSync()[check?.index[1] as number] as number));
    w.dispose();
  });

  it("passes a network, gives back its parameters and frees the rest", async () => {
    const { parameters, forward } = mlp({ inputs: 3, hidden: [8], outputs: 4, activation: "tanh" });
    const x = tf.tensor2d([
      [1, 2, -1],
      [0.5, -1, 2],
    ]);
    const y = tf.tensor1d([3, 0], "int32");
    const numbers = () => Object.values(parameters).map(({ data }) => [...data.dataSync()]);
    const [before, count] = [numbers(), tf.memory().numTensors];
    const checks = await checkTensorGradients(() => softmaxCrossEntropy(forward(x), y), parameters);
    expect(checks.map(({ name }) => name)).toEqual(Object.keys(parameters));
    for (const { error, sentence } of checks) expect(error, sentence).toBeLessThan(0.01);
    expect(numbers()).toEqual(before);
    expect(tf.memory().numTensors).toBe(count);
    free({ parameters, x, y });
  });

  it("says where a broadcast was not summed", async () => {
    const wrongAdd = (x: Operand, b: Operand) => {
      const [left, right] = [toVariable(x), toVariable(b)];
      const first = (dy: tf.Tensor) => tf.reshape(tf.slice(dy, [0, 0], [1, 2]), [2]);
      return record("wrongAdd", tf.add(left.data, right.data), [
        [left, (dy) => dy],
        [right, first], // one row's gradient instead of all rows' sum
      ]);
    };
    const x = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const b = parameter(tf.tensor1d([1, 5]));
    const [wrong] = await checkTensorGradients(() => sum(square(wrongAdd(x, b))), { b });
    expect(wrong?.error).toBeGreaterThan(0.5);
    expect(wrong?.sentence).toMatch(
      /^b: off by 0\.6\d* at \[0\], where backward gives 4\.00 and the difference 12\.0\.$/,
    );
    const [right] = await checkTensorGradients(() => sum(square(add(x, b))), { b });
    expect(right?.error).toBeLessThan(0.01);
    free({ x, b });
  });

  it("reports a gradient that is not a number", async () => {
    const w = parameter(tf.scalar(1));
    const nan = () => record("nan", tf.clone(w.data), [[w, () => tf.scalar(Number.NaN)]]);
    const [check] = await checkTensorGradients(nan, { w });
    expect(check?.error).toBeNaN();
    w.dispose();
  });
});
