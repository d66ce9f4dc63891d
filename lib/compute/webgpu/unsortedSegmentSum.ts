import type * as tf from "@tensorflow/tfjs";
import { gpuKernel, pick } from "./gpuKernel.js";

const groupSize = 64;

/** Columns for each thread: it walks over all rows, and one walk serves them all. */
const columns = 4;

const inOrder = gpuKernel<tf.UnsortedSegmentSumAttrs>("UnsortedSegmentSum", (call) => {
  const [rows, ...rowShape] = call.input("x").shape as [number, ...number[]];
  const { numSegments } = call.attrs;
  const width = rowShape.reduce((product, n) => product * n, 1);
  const sums = call.make([numSegments, ...rowShape]);
  const threads = numSegments * Math.ceil(width / columns);
  call.run({
    key: "unsortedSegmentSum",
    groupSize,
    groups: Math.ceil(threads / groupSize),
    reads: pick(call, "x", "segmentIds"),
    writes: { sums },
    integers: { rows, width, threads },
    source: () => ({
      main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.threads) {
    let parts = (numbers.width + ${columns - 1}) / ${columns};
    let segment = i / parts;
    let first = (i % parts) * ${columns};
    let count = min(numbers.width - first, ${columns});
    var sum: array<f32, ${columns}>;
    for (var row = 0; row < numbers.rows; row++) {
      if (segmentIds[row] == segment) {
        for (var j = 0; j < count; j++) { sum[j] += x[row * numbers.width + first + j]; }
      }
    }
    for (var j = 0; j < count; j++) { sums[segment * numbers.width + first + j] = sum[j]; }
  }`,
    }),
  });
  return sums;
});

/**
 * Adds rows that share a segment: the gradient of an embedding. The stock shader adds by atomic operations, in whatever order its
 * threads come, so that the same training gives other bits each time; here each sum is made by one thread, row by row.
 *
 * @param stock the kernel that tfjs registers
 */
export function unsortedSegmentSum(stock: tf.KernelConfig): tf.KernelConfig {
  const kernelFunc: tf.KernelFunc = (call) => {
    const { x, segmentIds } = call.inputs as Record<"x" | "segmentIds", tf.TensorInfo>;
    const isOurs = x.dtype === "float32" && segmentIds.shape.length === 1;
    return (isOurs ? inOrder : stock).kernelFunc(call);
  };
  return { ...stock, kernelFunc };
}
