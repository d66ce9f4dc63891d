import type * as tf from "@tensorflow/tfjs";
import { type GpuCall, gpuKernel } from "./gpuKernel.js";
import { own } from "./own.js";
import { alike, eachPlace, groupSize, layOut } from "./sharedLaunch.js";

interface SgdNumbers {
  momentum: number;
  rate: number;
}

/**
 * Many parameters, as many in a launch as the device lets a shader see. Everything changes where it lies; a parameter
 * whose memory others share too is copied first.
 */
export const sgdSteps = gpuKernel<SgdNumbers & { count: number }>("SgdSteps", (call) => {
  const { attrs, backend, inputs, input } = call;
  const next = Array.from({ length: attrs.count }, (_, i) => own(call, input(`parameter${i}`)));
  const hasMomentum = "velocity0" in inputs;
  const seen = backend.device.limits.maxStorageBuffersPerShaderStage;
  const together = Math.floor(seen / (hasMomentum ? 3 : 2));
  for (const which of alike(next, together)) launchSteps(call, next, which, hasMomentum);
  return next;
});

function launchSteps(
  { attrs, input, run }: GpuCall<SgdNumbers>,
  next: tf.TensorInfo[],
  which: number[],
  hasMomentum: boolean,
): void {
  const moved = which.map((of) => next[of] as tf.TensorInfo);
  const inputs = (name: string) =>
    Object.fromEntries(which.map((of, i) => [`${name}${i}`, input(`${name}${of}`)]));
  const { groups, integers } = layOut(moved);
  run({
    key: `sgdSteps ${which.length} ${hasMomentum}`,
    groupSize,
    groups,
    reads: inputs("gradient"),
    writes: {
      ...Object.fromEntries(moved.map((parameter, i) => [`parameter${i}`, parameter])),
      ...(hasMomentum && inputs("velocity")),
    },
    integers,
    floats: { rate: attrs.rate, ...(hasMomentum && { momentum: attrs.momentum }) },
    source: () => ({ main: eachPlace(which.length, hasMomentum ? withMomentum : plain) }),
  });
}

const withMomentum = (k: number) => `
    let speed = numbers.momentum * velocity${k}[i] + gradient${k}[i];
    velocity${k}[i] = speed;
    parameter${k}[i] -= numbers.rate * speed;`;

const plain = (k: number) => `parameter${k}[i] -= numbers.rate * gradient${k}[i];`;
