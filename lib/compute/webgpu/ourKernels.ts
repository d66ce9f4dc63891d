import * as tf from "@tensorflow/tfjs";
import { adamStep, adamSteps } from "./adamStep.js";
import { attention } from "./attention.js";
import { attentionGradient } from "./attentionGradient.js";
import { crossEntropy } from "./crossEntropy.js";
import { crossEntropyGradient } from "./crossEntropyGradient.js";
import { dropout } from "./dropout.js";
import { gelu, geluGradient } from "./gelu.js";
import { layerNorm } from "./layerNorm.js";
import { layerNormGradient, layerNormGradientAdded } from "./layerNormGradient.js";
import { linearGradient } from "./linearGradient.js";
import { quantizedMatMul } from "./quantizedMatMul.js";
import { sgdSteps } from "./sgdSteps.js";

const own = [
  adamStep,
  adamSteps,
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
  quantizedMatMul,
  sgdSteps,
];

/** Registers our WGSL; call it once the backend has started. */
export function registerOurKernels(): void {
  for (const kernel of own) {
    if (!tf.getKernel(kernel.kernelName, "webgpu")) tf.registerKernel(kernel);
  }
}
