// What the compiled module exports.
export { attention, attentionBytes, attentionGradient } from "./attention";
export { conv2d, conv2dFilterGradient, conv2dInputGradient, patchBytes } from "./conv";
export { dropout } from "./dropout";
export { gelu, geluGradient } from "./gelu";
export { layerNorm, layerNormGradient } from "./layerNorm";
export { lstm, lstmBytes, lstmGradient } from "./lstm";
export { multiply, scratchBytes } from "./matMul";
export { adamStep, sgdStep } from "./optimizers";
export { maxPoolGradient } from "./pool";
export { quantizedMultiply } from "./quantized";
export { columnSums } from "./reduce";
export { crossEntropy, crossEntropyGradient } from "./softmax";
export { sparseMultiply } from "./sparse";
export { repeatTile } from "./tile";
