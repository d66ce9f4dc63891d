import * as tf from "@tensorflow/tfjs";
import { batchMatMul } from "./batchMatMul.js";
import { cast } from "./cast.js";
import { conv2dBackpropFilter } from "./conv2dBackpropFilter.js";
import { conv2dBackpropInput } from "./conv2dBackpropInput.js";
import { conv3dFilterGradient, conv3dInputGradient } from "./conv3dGradients.js";
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwiseGradients.js";
import { einsum } from "./einsum.js";
import { gather } from "./gather.js";
import { identity } from "./identity.js";
import { maxPoolGrad } from "./maxPoolGrad.js";
import { unsortedSegmentSum } from "./unsortedSegmentSum.js";

const kernels = [
  batchMatMul,
  cast,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv3dFilterGradient,
  conv3dInputGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  einsum,
  gather,
  identity,
  maxPoolGrad,
  unsortedSegmentSum,
];

/** Registers the kernels that the WebAssembly backend lacks or gets wrong; call it before it starts. */
export function fitForTraining(): void {
  for (const kernel of kernels) {
    if (tf.getKernel(kernel.kernelName, "wasm")) tf.unregisterKernel(kernel.kernelName, "wasm");
    tf.registerKernel(kernel);
  }
}
