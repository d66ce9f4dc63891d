import type { KernelBackend } from "@tensorflow/tfjs";
import { guardBackend } from "./guardBackend.js";

interface GpuBackend extends KernelBackend {
  /** The WebGPU backend's device. */
  device?: GPUDevice;
  /** The WebGL backend's context. */
  gpgpu?: { gl: WebGL2RenderingContext };
}

/**
 * Guards a GPU backend and calls back once when its device is lost.
 *
 * @param sentence what reads and operations say from then on
 * @param heard called after pending reads have been rejected
 * @returns a function that ends the watch, for a device that is removed on purpose
 */
export function watchLoss(backend: KernelBackend, sentence: string, heard: () => void): () => void {
  const { device, gpgpu } = backend as GpuBackend;
  let watching = true;
  const guard = guardBackend(backend, sentence, () => gpgpu?.gl.isContextLost() ?? false);
  const lose = () => {
    guard.lose();
    if (watching) heard();
    watching = false;
  };
  void device?.lost.then(lose);
  gpgpu?.gl.canvas.addEventListener("webglcontextlost", lose, { once: true });
  return () => {
    watching = false;
  };
}
