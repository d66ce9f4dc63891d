import * as tf from "@tensorflow/tfjs";
import { counterBits } from "../../tensor/counterBits.js";
import { runOurs } from "./runOurs.js";

/**
 * Sets a share of the numbers to 0 and divides the others by what is left, so that the expectation stays. Which ones
 * depends on the seed and the place alone: the same call on the gradient is the backward pass.
 *
 * @param rate the share that is dropped, from 0 to below 1
 * @param seed a whole number from 0 to 2³² - 1; another for each layer and step
 * @returns `[…]`, as x
 */
export function dropout(x: tf.Tensor, rate: number, seed: number): tf.Tensor {
  const threshold = Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
  const scale = 1 / (1 - rate);
  const ours = runOurs("CounterDropout", { x }, { seed, threshold, scale });
  if (ours) return ours[0] as tf.Tensor;
  const kept = Uint8Array.from({ length: x.size }, (_, place) =>
    Number(counterBits(seed, place) >= threshold),
  );
  return tf.tidy(() =>
    tf.where(tf.tensor(kept, x.shape, "bool"), tf.mul(x, scale), tf.zerosLike(x)),
  );
}
