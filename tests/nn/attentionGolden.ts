import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { type AttentionProjections, multiHeadAttention } from "../../lib/nn/multiHeadAttention.js";
import type goldens from "../golden/attention.json";
import type { Flat } from "../models/expectParameters.js";

type Golden = (typeof goldens)[number];
type Layers = Record<keyof AttentionProjections, { weight: Flat; bias: Flat }>;

const variableOf = ({ values, shape }: Flat) => parameter(tf.tensor(values, shape));

/** Runs one of PyTorch's attention layers on the current backend, forwards and back, and frees everything. */
export async function expectGolden(golden: Golden, tolerance: number): Promise<void> {
  const x = variableOf(golden.inputs.x);
  const memory = "memory" in golden.inputs ? variableOf(golden.inputs.memory as Flat) : x;
  const layers = Object.entries(golden.projections as Layers).map(
    ([name, { weight, bias }]) =>
      [name, { weight: variableOf(weight), bias: variableOf(bias) }] as const,
  );
  const projections = Object.fromEntries(layers) as unknown as AttentionProjections;
  const mask = tf.tensor(golden.seen.values, golden.seen.shape, "bool");
  const { output, weights } = multiHeadAttention(x, memory, projections, {
    heads: golden.heads,
    mask,
  });
  await expectClose("output", output.data, golden.output, tolerance);
  await expectClose("weights", weights.data, golden.weights, tolerance);
  const dy = tf.tensor(golden.dy.values, golden.dy.shape);
  const loss = sum(mul(output, dy));
  backward(loss);
  const gradients = golden.inputGradients as { x: Flat; memory?: Flat };
  await expectClose("x's gradient", x.grad, gradients.x, tolerance);
  if (gradients.memory)
    await expectClose("memory's gradient", memory.grad, gradients.memory, tolerance);
  for (const [name, { weight, bias }] of layers) {
    const wanted = (golden.gradients as Layers)[name as keyof AttentionProjections];
    await expectClose(`${name}.weight`, weight.grad, wanted.weight, tolerance);
    await expectClose(`${name}.bias`, bias.grad, wanted.bias, tolerance);
  }
  const variables: Variable[] = [x, memory, loss];
  for (const [, { weight, bias }] of layers) variables.push(weight, bias);
  for (const each of new Set(variables)) each.dispose();
  tf.dispose([mask, dy]);
}

async function expectClose(
  name: string,
  actual: tf.Tensor | undefined,
  wanted: Flat,
  tolerance: number,
): Promise<void> {
  const values = await (actual as tf.Tensor).data();
  expect(values, name).toHaveLength(wanted.values.length);
  for (const [i, value] of wanted.values.entries()) {
    const error = Math.abs((values[i] as number) - value) / Math.max(1, Math.abs(value));
    expect(error, `${name} at ${i}: ${values[i]}, want ${value}`).toBeLessThanOrEqual(tolerance);
  }
}
