import type { Work } from "../../../lib/compute/counters.js";

/**
 * Counts what a library asks of WebGPU until the returned function is called, at WebGPU's own functions: for libraries that do
 * not count themselves. Uploads are writes to buffers that carry more than a launch's few numbers, 256 bytes.
 */
export function countCalls(): () => Work {
  const work: Work = {
    launches: 0,
    byName: {},
    submits: 0,
    uploads: 0,
    uploadBytes: 0,
    readBacks: 0,
    readBackBytes: 0,
    tensors: 0,
    bytes: 0,
  };
  const undo = [
    watch(GPUComputePassEncoder.prototype, "dispatchWorkgroups", () => work.launches++),
    watch(GPUQueue.prototype, "submit", () => work.submits++),
    watch(GPUQueue.prototype, "writeBuffer", (_buffer, _offset, data, start = 0, size) => {
      const all = data.byteLength - start;
      const bytes = size === undefined ? all : size * ("BYTES_PER_ELEMENT" in data ? 4 : 1);
      if (bytes <= 256) return;
      work.uploads++;
      work.uploadBytes += bytes;
    }),
    watch(GPUDevice.prototype, "createBuffer", ({ mappedAtCreation, size, usage }) => {
      if (!mappedAtCreation || size <= 256 || usage & GPUBufferUsage.UNIFORM) return;
      work.uploads++;
      work.uploadBytes += size;
    }),
    watch(GPUBuffer.prototype, "mapAsync", (mode) => {
      if (mode & GPUMapMode.READ) work.readBacks++;
    }),
  ];
  return () => {
    for (const each of undo) each();
    return work;
  };
}

/** Calls `told` before each call of a method. @returns a function that ends it */
function watch<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  told: (...inputs: Inputs<Owner[Name]>) => void,
): () => void {
  const original = owner[name] as (...inputs: unknown[]) => unknown;
  owner[name] = function (this: unknown, ...inputs: unknown[]) {
    told(...(inputs as Inputs<Owner[Name]>));
    return original.apply(this, inputs);
  } as Owner[Name];
  return () => {
    owner[name] = original as Owner[Name];
  };
}

type Inputs<F> = F extends (...inputs: infer I) => unknown ? I : never;
