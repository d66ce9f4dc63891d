import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { mlp } from "../../lib/models/mlp.js";
import golden from "../golden/mlp.json";

type Flat = { shape: number[]; values: number[] };

/** The golden's network with its first weights, and its loss on its data. */
export function goldenMlp() {
  const [inputs, ...hidden] = golden.sizes as [number, ...number[]];
  const outputs = hidden.pop() as number;
  const model = mlp({ inputs, hidden, outputs, activation: "tanh" });
  for (const [name, { shape, values }] of Object.entries(golden.start)) {
    (model.parameters[name] as Variable).assign(tf.tensor(values, shape));
  }
  const x = tf.tensor(golden.x.values, golden.x.shape);
  const y = tf.tensor1d(golden.y, "int32");
  const dispose = () => {
    for (const variable of Object.values(model.parameters)) variable.dispose();
    tf.dispose([x, y]);
  };
  return { model, loss: () => softmaxCrossEntropy(model.forward(x), y), dispose };
}

/** Compares the parameters, or what `of` takes from them, with PyTorch's. */
export async function expectParameters(
  parameters: Record<string, Variable>,
  wanted: Record<string, Flat>,
  of: (variable: Variable) => tf.Tensor | undefined = ({ data }) => data,
): Promise<void> {
  expect(Object.keys(parameters)).toEqual(Object.keys(wanted));
  for (const [name, { values }] of Object.entries(wanted)) {
    const actual = await (of(parameters[name] as Variable) as tf.Tensor).data();
    expect(actual).toHaveLength(values.length);
    for (const [i, value] of values.entries()) {
      const error = Math.abs((actual[i] as number) - value) / Math.max(1, Math.abs(value));
      expect(error, `${name} at ${i}: ${actual[i]}, want ${value}`).toBeLessThanOrEqual(1e-5);
    }
  }
}
