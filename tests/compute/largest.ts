import * as tf from "@tensorflow/tfjs";
import { closeness } from "../../lib/tensor/closeness.js";
import { byLoops, largestCases } from "./largest.cases.js";

/** The results of each case on the open device; where it is to judge others, with convolutions in plain loops. */
export async function runLargest(asJudge = false): Promise<Record<string, Float32Array[]>> {
  const results: Record<string, Float32Array[]> = {};
  for (const [name, run] of Object.entries({ ...largestCases, ...(asJudge && byLoops) })) {
    const outputs = tf.tidy(run);
    results[name] = (await Promise.all(outputs.map((y) => y.data()))) as Float32Array[];
    tf.dispose(outputs);
  }
  return results;
}

/**
 * What differs between two devices.
 *
 * @param tolerance share of a number that it may be off; beside it, the same share of the root mean square, since sums cancel
 */
export function differences(
  actual: Record<string, Float32Array[]>,
  expected: Record<string, Float32Array[]>,
  tolerance: number,
): string[] {
  return Object.entries(expected).flatMap(([name, outputs]) =>
    outputs.flatMap((values, i) => {
      const size = Math.sqrt(values.reduce((total, x) => total + x * x, 0) / values.length);
      const limits = { relative: tolerance, absolute: tolerance * size };
      const { firstOffence, sentence } = closeness(actual[name]?.[i] ?? [], values, limits);
      return firstOffence ? [`${name}, output ${i}: ${sentence}`] : [];
    }),
  );
}
