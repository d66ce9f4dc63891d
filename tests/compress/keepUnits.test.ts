import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Variable } from "../../lib/autograd/tensor.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { keepHeads, keepNeurons } from "../../lib/compress/keepUnits.js";
import { putWeights, readWeights } from "../../lib/compress/parameterWeights.js";
import type { Weights } from "../../lib/compress/weights.js";
import { openDevice } from "../../lib/compute/device.js";
import { gpt } from "../../lib/models/gpt.js";
import { mlp } from "../../lib/models/mlp.js";
import { countParameters } from "../../lib/nn/countParameters.js";
import { multiHeadAttention } from "../../lib/nn/multiHeadAttention.js";
import { anyWeight, matrix } from "./anyWeight.js";

beforeAll(() => openDevice("cpu"));

const free = (parameters: Record<string, Variable>) => {
  for (const variable of Object.values(parameters)) variable.dispose();
};

/** A copy with some rows of a matrix at 0. */
function withoutRows(weights: Weights, name: string, gone: readonly number[]): Weights {
  const { shape, values } = weights[name] as Weights[string];
  const O = shape[1] as number;
  return {
    [name]: { shape, values: values.map((v, at) => (gone.includes(Math.floor(at / O)) ? 0 : v)) },
  };
}

const outputOf = (forward: () => Variable) => {
  const y = tf.tidy(() => forward().data);
  const numbers = Array.from(y.dataSync());
  y.dispose();
  return numbers;
};

const expectSame = (a: number[], b: number[]) => {
  expect(a).toHaveLength(b.length);
  for (const [i, v] of a.entries()) expect(v).toBeCloseTo(b[i] as number, 5);
};

describe("keepNeurons", () => {
  it("takes a column, a bias and a row for each neuron that goes", () => {
    const weights = {
      "a.weight": matrix([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      "a.bias": { shape: [3], values: Float32Array.of(7, 8, 9) },
      "b.weight": matrix([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    };
    expect(keepNeurons(weights, { into: "a", outOf: "b" }, [2, 0])).toEqual({
      "a.weight": matrix([
        [3, 1],
        [6, 4],
      ]),
      "a.bias": { shape: [2], values: Float32Array.of(9, 7) },
      "b.weight": matrix([
        [3, 3],
        [1, 1],
      ]),
    });
  });

  it.each(["relu", "sigmoid"] as const)(
    "makes an MLP with %s smaller, and gives what the masked one gives",
    async (activation) => {
      const model = mlp({ inputs: 5, hidden: [8, 6], outputs: 3, activation, seed: 4 });
      const x = tf.tensor2d(
        Array.from({ length: 20 }, (_, i) => Math.sin(i)),
        [4, 5],
      );
      const weights = await readWeights(model.parameters);
      const gone = [0, 3, 4, 7];
      putWeights(model.parameters, withoutRows(weights, "layers.1.weight", gone));
      const masked = outputOf(() => model.forward(x));
      const before = countParameters(model.parameters);
      putWeights(
        model.parameters,
        keepNeurons(weights, { into: "layers.0", outOf: "layers.1" }, [1, 2, 5, 6]),
      );
      expectSame(
        outputOf(() => model.forward(x)),
        masked,
      );
      expect(model.parameters["layers.0.weight"]?.shape).toEqual([5, 4]);
      expect(countParameters(model.parameters)).toBe(before - 4 * (5 + 1 + 6));
      x.dispose();
      free(model.parameters);
    },
  );

  it("refuses neurons and layers that are not there", () => {
    const weights = {
      "a.weight": anyWeight(1, 2, 3),
      "a.bias": { shape: [3], values: new Float32Array(3) },
      "b.weight": anyWeight(1, 4, 2),
      "c.weight": anyWeight(1, 3, 2),
    };
    const keep =
      (kept: number[], outOf = "c", into = "a") =>
      () =>
        keepNeurons(weights, { into, outOf }, kept);
    expect(keep([])).toThrow("keepNeurons: got no neurons to keep, want at least 1 of 3");
    expect(keep([0, 3])).toThrow("keepNeurons: got neuron 3, want whole numbers from 0 to 2");
    expect(keep([0.5])).toThrow("got neuron 0.5");
    expect(keep([1, 1])).toThrow("keepNeurons: got [1,1], want each neuron once");
    expect(keep([0], "b")).toThrow(
      "keepNeurons: a has 3 neurons and 3 biases, and b reads 4; want as many",
    );
    expect(keep([0], "c", "d")).toThrow(
      'keepNeurons: the weights have no "d.weight", want one of a.weight',
    );
  });
});

describe("keepHeads", () => {
  it("makes a GPT's attention and feed-forward layer smaller, and gives what the masked one gives", async () => {
    const model = gpt({ vocabSize: 11, contextLength: 6, width: 12, heads: 4, layers: 2, seed: 3 });
    const tokens = tf.tensor2d([1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 0, 1], [2, 6], "int32");
    const read = await readWeights(model.parameters);
    // Weights as large as a trained model's, and biases that are not 0, so that differences show.
    const weights = Object.fromEntries(
      Object.entries(read).map(([name, { shape, values }]) => [
        name,
        name.includes("ln_")
          ? { shape, values }
          : { shape, values: values.map((v, i) => 10 * v + 0.1 * Math.sin(i)) },
      ]),
    );
    putWeights(model.parameters, weights);
    const whole = outputOf(() => model.forward(tokens));
    const gone = [3, 4, 5, 6, 7, 8]; // heads 1 and 2 of width 3
    putWeights(model.parameters, withoutRows(weights, "h.0.attn.c_proj.weight", gone));
    putWeights(model.parameters, withoutRows(weights, "h.1.mlp.c_proj.weight", [0, 47]));
    const masked = outputOf(() => model.forward(tokens));
    expect(masked).not.toEqual(whole);
    const layers = { qkv: "h.0.attn.c_attn", output: "h.0.attn.c_proj", heads: 4 };
    putWeights(model.parameters, keepHeads(weights, layers, [0, 3]));
    const neurons = Array.from({ length: 46 }, (_, i) => i + 1);
    putWeights(
      model.parameters,
      keepNeurons(weights, { into: "h.1.mlp.c_fc", outOf: "h.1.mlp.c_proj" }, neurons),
    );
    expectSame(
      outputOf(() => model.forward(tokens)),
      masked,
    );
    expect(model.parameters["h.0.attn.c_attn.weight"]?.shape).toEqual([12, 18]);
    expect(model.parameters["h.0.attn.c_proj.weight"]?.shape).toEqual([6, 12]);
    tokens.dispose();
    free(model.parameters);
  });

  it("does the same for separate queries, keys and values", async () => {
    const names = ["query", "key", "value", "output"] as const;
    const weights: Weights = Object.fromEntries(
      names.flatMap((name, i) => [
        [`${name}.weight`, anyWeight(i, 8, 8)],
        [`${name}.bias`, { shape: [8], values: anyWeight(9 + i, 1, 8).values }],
      ]),
    );
    const x = tf.tensor3d(
      Array.from({ length: 40 }, (_, i) => Math.cos(i)),
      [1, 5, 8],
    );
    const run = (from: Weights, heads: number) =>
      outputOf(() => {
        const variable = (name: string) => {
          const { shape, values } = from[name] as Weights[string];
          return parameter(tf.tensor(values.slice(), [...shape]));
        };
        const made = Object.fromEntries(
          names.map((name) => [
            name,
            { weight: variable(`${name}.weight`), bias: variable(`${name}.bias`) },
          ]),
        );
        return multiHeadAttention(x, x, made as never, { heads }).output;
      });
    const masked = run({ ...weights, ...withoutRows(weights, "output.weight", [2, 3, 4, 5]) }, 4);
    const kept = keepHeads(
      weights,
      { qkv: ["query", "key", "value"], output: "output", heads: 4 },
      [0, 3],
    );
    expectSame(run({ ...weights, ...kept }, 2), masked);
    x.dispose();
  });

  it("refuses heads that are not there or do not divide", () => {
    const weights = {
      "qkv.weight": anyWeight(1, 6, 18),
      "qkv.bias": { shape: [18], values: new Float32Array(18) },
      "out.weight": anyWeight(1, 6, 6),
      "half.weight": anyWeight(1, 6, 9),
      "half.bias": { shape: [9], values: new Float32Array(9) },
    };
    const keep =
      (kept: number[], heads = 3, qkv = "qkv") =>
      () =>
        keepHeads(weights, { qkv, output: "out", heads }, kept);
    expect(keep([])).toThrow("keepHeads: got no heads to keep, want at least 1 of 3");
    expect(keep([3])).toThrow("keepHeads: got head 3, want whole numbers from 0 to 2");
    expect(keep([0], 4)).toThrow(
      "keepHeads: got 4 heads for a width of 6, want heads that divide it",
    );
    expect(keep([0], 3, "half")).toThrow(
      "keepHeads: half has 9 outputs and 9 biases, want 18 of each",
    );
  });
});
