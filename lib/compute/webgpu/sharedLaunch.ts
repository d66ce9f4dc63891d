import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "./gpuKernel.js";

export const groupSize = 64;

/** Tensors by number, in lists of at most `together`, each alike in size: no thread waits for another's tensor. */
export function alike(tensors: readonly tf.TensorInfo[], together: number): number[][] {
  const size = (i: number) => sizeOf(tensors[i] as tf.TensorInfo);
  const bySize = [...tensors.keys()].sort((i, j) => size(j) - size(i));
  const lists = Math.ceil(bySize.length / together);
  return Array.from({ length: lists }, (_, k) => bySize.slice(k * together, (k + 1) * together));
}

/** How a launch for several tensors is laid out: whole groups for each, and their sizes as numbers. */
export function layOut(tensors: readonly tf.TensorInfo[]) {
  const sizes = tensors.map(sizeOf);
  return {
    groups: sizes.reduce((groups, size) => groups + Math.ceil(size / groupSize), 0),
    integers: Object.fromEntries(sizes.map((size, i) => [`size${i}`, size])),
  };
}

/**
 * WGSL that runs a step for place `i` of one of several tensors.
 *
 * @param step the code for tensor k
 */
export function eachPlace(count: number, step: (k: number) => string): string {
  const tensors = Array.from({ length: count }, (_, k) => k);
  return `
  var i = group * ${groupSize} + thread;
  ${tensors
    .map(
      (k) => `
  if (i < 0) { return; }
  if (i < numbers.size${k}) {
    ${step(k)}
    return;
  }
  i -= (numbers.size${k} + ${groupSize - 1}) / ${groupSize} * ${groupSize}; // whole groups`,
    )
    .join("")}`;
}
