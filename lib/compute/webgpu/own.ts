import type * as tf from "@tensorflow/tfjs";
import { type GpuCall, sizeOf } from "./gpuKernel.js";
import { inTurn } from "./lateLaunches.js";
import type { WebGpuBackend } from "./launch.js";

interface Shared extends WebGpuBackend {
  refCount(id: object): number;
}

/** A second handle on a tensor's memory, to write its result into; a copy where a third party has one too. */
export function own({ backend, make }: GpuCall<unknown>, tensor: tf.TensorInfo): tf.TensorInfo {
  backend.uploadToGPU(tensor.dataId);
  if ((backend as Shared).refCount(tensor.dataId) === 1) {
    backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: tensor.shape, dtype: tensor.dtype };
  }
  const copy = make(tensor.shape);
  backend.uploadToGPU(copy.dataId); // gives it memory
  backend.commandQueueOwnedIds.add(tensor.dataId);
  backend.commandQueueOwnedIds.add(copy.dataId);
  inTurn(backend, () => {
    const [source, target] = [tensor, copy].map(
      (one) => backend.tensorMap.get(one.dataId).resource,
    );
    backend.endComputePassEncoder();
    backend.ensureCommandEncoderReady();
    backend.commandEncoder?.copyBufferToBuffer(
      source as GPUBuffer,
      0,
      target as GPUBuffer,
      0,
      sizeOf(tensor) * 4,
    );
  });
  return copy;
}
