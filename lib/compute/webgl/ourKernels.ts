import * as tf from "@tensorflow/tfjs";
import { attention, attentionGradient } from "./attention.js";
import { crossEntropy, crossEntropyGradient } from "./crossEntropy.js";
import { dropout } from "./dropout.js";
import { gelu, geluGradient } from "./gelu.js";
import { layerNorm, layerNormGradient, layerNormGradientAdded } from "./layerNorm.js";
import { linearGradient } from "./linearGradient.js";
import { adamStep, sgdStep, sgdSteps } from "./steps.js";

const own = [
  adamStep,
  attention,
  attentionGradient,
  crossEntropy,
  crossEntropyGradient,
  dropout,
  gelu,
  geluGradient,
  layerNorm,
  layerNormGradient,
  layerNormGradientAdded,
  linearGradient,
  sgdStep,
  sgdSteps,
];

/** Registers our GLSL; call it once the backend has started. */
export function registerOurKernels(): void {
  for (const kernel of own) {
    if (!tf.getKernel(kernel.kernelName, "webgl")) tf.registerKernel(kernel);
  }
}
