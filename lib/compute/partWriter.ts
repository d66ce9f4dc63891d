import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { sendWork } from "./sendWork.js";
import type { WebGpuBackend } from "./webgpu/launch.js";

/** Puts numbers into a tensor, from its number `offset` in row-major order. */
export type WritePart = (offset: number, values: Float32Array<ArrayBuffer>) => void;

/**
 * Writes into a float32 tensor part by part, for one that is filled from a file and that nothing has read yet. On the CPU,
 * WebAssembly and WebGPU the numbers go to their place at once, so that no second copy of the tensor is ever held.
 *
 * @returns undefined on WebGL, whose textures have their numbers in other orders
 */
export function partWriter(tensor: tf.Tensor): WritePart | undefined {
  const check = (offset: number, { length }: Float32Array) => {
    if (offset >= 0 && offset + length <= tensor.size) return;
    throw new RangeError(
      `partWriter: got numbers ${offset} to ${offset + length} of a tensor with ${tensor.size}`,
    );
  };
  const checked =
    (write: WritePart): WritePart =>
    (offset, values) => {
      check(offset, values);
      write(offset, values);
    };
  const device = tf.getBackend();
  if (device === "cpu") {
    const { data } = tf.backend() as unknown as CpuBackend;
    const numbers = data.get(tensor.dataId).values;
    return checked((offset, values) => numbers.set(values, offset));
  }
  if (device === "wasm") {
    const backend = tf.backend() as BackendWasm;
    // A view each time: the heap may have grown, and moved.
    return checked((offset, values) => backend.typedArrayFromHeap(tensor).set(values, offset));
  }
  if (device === "webgpu") {
    const { device, tensorMap } = tf.backend() as unknown as WebGpuBuffers;
    sendWork(); // what filled it first must have run
    const { resource } = tensorMap.get(tensor.dataId);
    if (resource === undefined) return undefined;
    return checked((offset, values) => device.queue.writeBuffer(resource, 4 * offset, values));
  }
  return undefined;
}

interface CpuBackend {
  data: { get(id: tf.DataId): { values: Float32Array } };
}

interface WebGpuBuffers extends Pick<WebGpuBackend, "device"> {
  tensorMap: { get(id: tf.DataId): { resource?: GPUBuffer } };
}
