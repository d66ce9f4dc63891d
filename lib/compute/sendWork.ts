import * as tf from "@tensorflow/tfjs";
import { isWaiting } from "./webgpu/lateLaunches.js";
import type { WebGpuBackend } from "./webgpu/launch.js";

/**
 * Sends what has been asked of the device to it, where it waits for more: on WebGPU, whose commands go in bundles. Call
 * it at the end of a training step that reads nothing back; reading sends them anyhow.
 */
export function sendWork(): void {
  if (tf.getBackend() !== "webgpu") return;
  const backend = tf.backend() as unknown as WebGpuBackend;
  if (!backend.commandEncoder || isWaiting(backend)) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}
