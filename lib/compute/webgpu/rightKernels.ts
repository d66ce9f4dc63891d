import * as tf from "@tensorflow/tfjs";
import { argExtremum } from "./argExtremum.js";
import { cumsum } from "./cumsum.js";
import { exp, sigmoid } from "./exponentials.js";
import { unsortedSegmentSum } from "./unsortedSegmentSum.js";

const corrections: Record<string, (stock: tf.KernelConfig) => tf.KernelConfig> = {
  ArgMax: argExtremum,
  ArgMin: argExtremum,
  Cumsum: cumsum,
  Exp: exp,
  Sigmoid: sigmoid,
  UnsortedSegmentSum: unsortedSegmentSum,
};

/** Replaces the kernels that the WebGPU backend gets wrong; call it once, after loading the backend. */
export function rightKernels(): void {
  for (const [name, correct] of Object.entries(corrections)) {
    const stock = tf.getKernel(name, "webgpu");
    if (!stock) continue; // the backend registers none where it cannot run
    tf.unregisterKernel(name, "webgpu");
    tf.registerKernel(correct(stock));
  }
}
