import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { backward } from "../../lib/autograd/backward.js";
import { reshape } from "../../lib/autograd/reshape.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { type Transformer, transformer } from "../../lib/models/transformer.js";
import { smoothLabels, softCrossEntropy } from "../../lib/nn/softCrossEntropy.js";
import goldens from "../golden/transformer.json";
import { expectParameters, type Flat } from "./expectParameters.js";

export const transformerCases = goldens.cases;
type Golden = (typeof goldens.cases)[number];

export const freeTransformer = ({ parameters }: Transformer) => {
  for (const parameter of Object.values(parameters)) parameter.dispose();
};

export const tokensOf = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");

/** PyTorch's encoder and decoder with its weights copied over. */
export function goldenTransformer({ norm, parameters }: Golden): Transformer {
  const model = transformer({ ...goldens.config, norm: norm as "pre" | "post" });
  const wanted = parameters as Record<string, Flat>;
  expect(Object.keys(model.parameters).sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, { values, shape }] of Object.entries(wanted)) {
    (model.parameters[name] as Variable).assign(tf.tensor(values, shape));
  }
  return model;
}

/** Logits, smoothed loss and every gradient on the current backend; frees everything. */
export async function expectTransformer(golden: Golden, tolerance: number): Promise<void> {
  const model = goldenTransformer(golden);
  const [logits, loss] = tf.tidy(() => {
    const { logits } = model.decode(model.encode(tokensOf(golden.source)), tokensOf(golden.target));
    const [B, T, V] = logits.shape as [number, number, number];
    const read = logits.data.clone();
    const targets = smoothLabels(tf.tensor1d(golden.labels, "int32"), V, 0.1);
    const value = softCrossEntropy(
      reshape(logits, [B * T, V]),
      targets,
      tf.tensor1d(golden.weights),
    );
    backward(value);
    return [read, value.data];
  });
  const numbers = await logits.data();
  for (const [i, value] of golden.logits.values.entries()) {
    expect(Math.abs((numbers[i] as number) - value), `logit ${i}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
  expect(Math.abs(((await loss.data())[0] as number) - golden.loss)).toBeLessThan(tolerance * 2);
  const order = Object.keys(model.parameters);
  const wanted = golden.gradients as Record<string, Flat>;
  const sorted = Object.fromEntries(order.map((name) => [name, wanted[name] as Flat]));
  await expectParameters(model.parameters, sorted, ({ grad }) => grad, tolerance);
  tf.dispose([logits, loss]);
  freeTransformer(model);
}
