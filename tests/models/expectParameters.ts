import type * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import type { Variable } from "../../lib/autograd/tensor.js";

/** A tensor as a golden file holds it. */
export type Flat = { shape: number[]; values: number[] };

/** Compares the parameters, or what `of` takes from them, with PyTorch's. */
export async function expectParameters(
  parameters: Record<string, Variable>,
  wanted: Record<string, Flat>,
  of: (variable: Variable) => tf.Tensor | undefined = ({ data }) => data,
  tolerance = 1e-5,
): Promise<void> {
  expect(Object.keys(parameters)).toEqual(Object.keys(wanted));
  for (const [name, { values }] of Object.entries(wanted)) {
    const actual = await (of(parameters[name] as Variable) as tf.Tensor).data();
    expect(actual).toHaveLength(values.length);
    for (const [i, value] of values.entries()) {
      const error = Math.abs((actual[i] as number) - value) / Math.max(1, Math.abs(value));
      expect(error, `${name} at ${i}: ${actual[i]}, want ${value}`).toBeLessThanOrEqual(tolerance);
    }
  }
}
