import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { clipGradients } from "../../lib/optim/clipGradients.js";

function withGradients(...gradients: number[][]): Variable[] {
  return gradients.map((numbers) => {
    const p = parameter(tf.zeros([numbers.length]));
    p.grad = tf.tensor1d(numbers);
    return p;
  });
}

const gradientsOf = (parameters: Variable[]) =>
  parameters.map(({ grad }) => [...(grad as tf.Tensor).dataSync()]);

describe("clipGradients", () => {
  it("shortens all gradients together, and tells how long they were", () => {
    const parameters = withGradients([3, 0], [4]); // length 5
    const norm = clipGradients(parameters, 1);
    expect(norm.dataSync()[0]).toBeCloseTo(5, 6);
    const close = (n: number) => expect.closeTo(n, 5);
    expect(gradientsOf(parameters)).toEqual([[close(0.6), 0], [close(0.8)]]);
  });

  it("leaves a short gradient alone", () => {
    const parameters = withGradients([0.3], [-0.4]);
    clipGradients(parameters, 1).dispose();
    expect(gradientsOf(parameters)).toEqual([[Math.fround(0.3)], [Math.fround(-0.4)]]);
  });

  it("passes over parameters without a gradient, and leaves no tensor behind", () => {
    const parameters = [...withGradients([6, 8]), parameter(tf.zeros([2]))];
    const before = tf.memory().numTensors;
    clipGradients(parameters, 5).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(gradientsOf(parameters.slice(0, 1))).toEqual([
      [expect.closeTo(3, 5), expect.closeTo(4, 5)],
    ]);
    expect(clipGradients([], 1).dataSync()[0]).toBe(0);
  });

  it.each([0, -1, Number.NaN])("refuses a length of %s", (maxNorm) => {
    expect(() => clipGradients([], maxNorm)).toThrow(
      `clipGradients: got maxNorm ${maxNorm}, want it above 0`,
    );
  });
});
