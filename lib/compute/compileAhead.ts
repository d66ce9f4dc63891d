import * as tf from "@tensorflow/tfjs";
import { waitForShaders } from "./webgpu/lateLaunches.js";
import type { WebGpuBackend } from "./webgpu/launch.js";

/**
 * Runs work whose shaders may be new, such as a training's first step. On WebGPU the browser compiles all of them at
 * the same time in the background; then the work is sent to the device, once and in order, so that its numbers are
 * those of a plain call. Elsewhere it is a plain call.
 *
 * @param run must not wait for a result inside
 * @returns what `run` gives, when the work has been sent
 */
export async function compileAhead<Result>(run: () => Result): Promise<Result> {
  if (tf.getBackend() !== "webgpu") return run();
  const sent = waitForShaders(tf.backend() as unknown as WebGpuBackend);
  try {
    return run();
  } finally {
    await sent;
  }
}
