import type * as tf from "@tensorflow/tfjs";
import type { AdamNumbers } from "../fused/adamStep.js";
import { type GpuCall, gpuKernel, pick, sizeOf } from "./gpuKernel.js";
import { own } from "./own.js";
import { alike, eachPlace, groupSize, layOut } from "./sharedLaunch.js";

/** One launch; the means change where they lie, the parameter's new numbers get a place of their own. */
export const adamStep = gpuKernel<AdamNumbers>("AdamStep", (call) => {
  const { attrs, make, run } = call;
  const parameter = call.input("parameter");
  const next = make(parameter.shape);
  const size = sizeOf(parameter);
  run({
    key: "adamStep",
    groupSize,
    groups: Math.ceil(size / groupSize),
    reads: pick(call, "parameter", "gradient"),
    writes: { next, ...pick(call, "mean", "meanSquare") },
    integers: { size },
    floats: floatsOf(attrs),
    source: () => ({
      main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.size) {
    ${stepCode("", "parameter[i]")}
    next[i] = moved;
  }`,
    }),
  });
  return next;
});

/**
 * Many parameters, as many in a launch as the device lets a shader see (two where it is 8 tensors). Everything changes
 * where it lies; a parameter whose memory others share too is copied first.
 */
export const adamSteps = gpuKernel<AdamNumbers & { count: number }>("AdamSteps", (call) => {
  const { attrs, backend } = call;
  const next = Array.from({ length: attrs.count }, (_, i) =>
    own(call, call.input(`parameter${i}`)),
  );
  const together = Math.floor(backend.device.limits.maxStorageBuffersPerShaderStage / 4);
  for (const which of alike(next, together)) launchSteps(call, next, which);
  return next;
});

function launchSteps(
  { attrs, input, run }: GpuCall<AdamNumbers>,
  next: tf.TensorInfo[],
  which: number[],
): void {
  type Named = readonly [string, tf.TensorInfo];
  const tensors = which.map((of, i): [Named, Named, Named, Named] => [
    [`gradient${i}`, input(`gradient${of}`)],
    [`parameter${i}`, next[of] as tf.TensorInfo],
    [`mean${i}`, input(`mean${of}`)],
    [`meanSquare${i}`, input(`meanSquare${of}`)],
  ]);
  const { groups, integers } = layOut(which.map((of) => next[of] as tf.TensorInfo));
  run({
    key: `adamSteps ${which.length}`,
    groupSize,
    groups,
    reads: Object.fromEntries(tensors.map(([gradient]) => gradient)),
    writes: Object.fromEntries(tensors.flatMap(([, ...written]) => written)),
    integers,
    floats: floatsOf(attrs),
    source: () => ({
      main: eachPlace(
        which.length,
        (k) => `${stepCode(String(k), `parameter${k}[i]`)}
    parameter${k}[i] = moved;`,
      ),
    }),
  });
}

/** WGSL that moves both means and gives `moved`, the parameter's new number. */
function stepCode(suffix: string, parameter: string): string {
  const [gradient, mean, meanSquare] = ["gradient", "mean", "meanSquare"].map(
    (name) => `${name}${suffix}[i]`,
  );
  return `
    let slope = ${gradient};
    let level = numbers.beta1 * ${mean} + numbers.rest1 * slope;
    let square = numbers.beta2 * ${meanSquare} + numbers.rest2 * slope * slope;
    ${mean} = level;
    ${meanSquare} = square;
    let moved = numbers.keep * ${parameter} - numbers.rate * (level / (sqrt(square) + numbers.epsilon));`;
}

/** What a step needs; 1 - β is taken here, where it loses no digits. */
function floatsOf({ beta1, beta2, rate, epsilon, keep }: AdamNumbers): Record<string, number> {
  return { beta1, beta2, rate, epsilon, keep, rest1: 1 - beta1, rest2: 1 - beta2 };
}
