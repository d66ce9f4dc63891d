import * as tf from "@tensorflow/tfjs";
import { avgPool } from "./avgPool.js";
import { cumsum } from "./cumsum.js";
import { extremum } from "./extremum.js";
import { mirrorPad } from "./mirrorPad.js";
import { squaredDifference } from "./squaredDifference.js";

const gradients = [
  extremum("Maximum"),
  extremum("Minimum"),
  squaredDifference,
  cumsum,
  avgPool,
  mirrorPad,
];

/** Replaces the gradients that tfjs gets wrong, on every device. */
export function rightGradients(): void {
  for (const gradient of gradients) {
    if (tf.getGradient(gradient.kernelName) === gradient) continue;
    tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
