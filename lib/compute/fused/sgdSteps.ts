import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";
import { sgdStep } from "./sgdStep.js";

/** A parameter with what moves it. */
export interface SgdItem {
  parameter: tf.Tensor;
  gradient: tf.Tensor;
  /** Missing where there is no momentum, in all items alike. */
  velocity?: tf.Tensor;
}

/**
 * One step of gradient descent for many parameters, in as few kernels as the device can.
 *
 * @returns for each what `sgdStep` returns. The memory of a parameter's old numbers may hold its new ones, so the
 *   caller disposes the old tensor unread; clones of it keep what they had
 */
export function sgdSteps(
  items: readonly SgdItem[],
  numbers: { momentum: number; rate: number },
): { next: tf.Tensor; velocity?: tf.Tensor }[] {
  const count = items.length;
  const named = items.flatMap(({ parameter, gradient, velocity }, i) => [
    [`parameter${i}`, parameter] as const,
    [`gradient${i}`, gradient] as const,
    ...(velocity ? [[`velocity${i}`, velocity] as const] : []),
  ]);
  const ours = count > 0 && runOurs("SgdSteps", Object.fromEntries(named), { ...numbers, count });
  if (ours) {
    // A device that cannot write where the old velocities lie gives new ones, behind the parameters.
    return items.map(({ velocity }, i) => ({
      next: ours[i] as tf.Tensor,
      ...(velocity && { velocity: ours[count + i] ?? velocity }),
    }));
  }
  return items.map(({ parameter, gradient, velocity }) =>
    velocity
      ? sgdStep(parameter, gradient, velocity, numbers)
      : { next: tf.tidy(() => tf.sub(parameter, tf.mul(gradient, numbers.rate))) },
  );
}
