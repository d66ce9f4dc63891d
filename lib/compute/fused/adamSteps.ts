import type * as tf from "@tensorflow/tfjs";
import { type AdamMeans, type AdamNumbers, adamStep } from "./adamStep.js";
import { runOurs } from "./runOurs.js";

/** A parameter with what moves it. */
export interface AdamItem extends AdamMeans {
  parameter: tf.Tensor;
  gradient: tf.Tensor;
}

/**
 * One step of Adam or AdamW for many parameters, in as few kernels as the device can.
 *
 * @returns for each what `adamStep` returns. The memory of a parameter's old numbers may hold its new ones, so the
 *   caller disposes the old tensor unread; clones of it keep what they had
 */
export function adamSteps(
  items: readonly AdamItem[],
  numbers: AdamNumbers,
): { next: tf.Tensor; means: AdamMeans }[] {
  const named = items.flatMap((item, i) =>
    (["parameter", "gradient", "mean", "meanSquare"] as const).map(
      (name) => [`${name}${i}`, item[name]] as const,
    ),
  );
  const attributes = { ...numbers, count: items.length };
  const ours = items.length > 0 && runOurs("AdamSteps", Object.fromEntries(named), attributes);
  if (ours) return items.map((means, i) => ({ next: ours[i] as tf.Tensor, means }));
  return items.map((item) => adamStep(item.parameter, item.gradient, item, numbers));
}
