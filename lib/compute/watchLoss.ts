import type { KernelBackend } from "@tensorflow/tfjs";
import { guardBackend } from "./guardBackend.js";

interface GpuBackend extends KernelBackend {
  /** The WebGPU backend's device. */
  device?: GPUDevice;
  /** The WebGL backend's context. */
  gpgpu?: { gl: WebGL2RenderingContext };
}

export interface LossWatch {
  /** Whether the device is gone, perhaps before anybody was called. */
  isLost(): boolean;
  /** Ends the watch, for a device that is removed on purpose. */
  stop(): void;
}

/**
 * Guards a GPU backend and calls back once when its device is lost.
 *
 * @param sentence what reads and operations say from then on
 * @param heard called after pending reads have been rejected
 */
export function watchLoss(backend: KernelBackend, sentence: string, heard: () => void): LossWatch {
  const { device, gpgpu } = backend as GpuBackend;
  let watching = true;
  let lost = false;
  const isLost = () => lost || (gpgpu?.gl.isContextLost() ?? false);
  const guard = guardBackend(backend, sentence, isLost);
  const lose = () => {
    lost = true;
    guard.rejectPending();
    if (watching) heard();
    watching = false;
  };
  void device?.lost.then(lose);
  gpgpu?.gl.canvas.addEventListener("webglcontextlost", lose, { once: true });
  return {
    isLost,
    stop: () => {
      watching = false;
    },
  };
}
