import type * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type Compiled, compiledOf } from "./compiled.js";
import { type Call, input } from "./kernel.js";
import type { Threads } from "./threads.js";

/** A call of a kernel, with what it needs of the compiled module. */
export interface CompiledCall<Attributes> extends Call<Attributes> {
  exports: Compiled;
  /** Where `multiply` packs its operands, on this thread. */
  scratch: number;
  /** The same on each thread. */
  scratches: readonly number[];
  threads: Threads;
  /** Where a tensor's numbers lie. */
  place(info: tf.TensorInfo): number;
  /** Where the input of that name lies. */
  at(name: string): number;
  /** A new tensor. */
  make(shape: number[]): tf.TensorInfo;
}

/** A kernel that the compiled module runs; several results come back in a list. */
export function compiledKernel<Attributes>(
  kernelName: string,
  run: (call: CompiledCall<Attributes>) => tf.TensorInfo | tf.TensorInfo[],
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "wasm",
    kernelFunc: (given) => {
      const call = given as unknown as Call<Attributes>;
      const { backend } = call;
      const started = compiledOf(backend);
      if (!started) throw new Error(`${kernelName}: the compiled kernels have not been started`);
      const place = placeIn(backend);
      return run({
        ...call,
        ...started,
        scratch: started.scratches[0] as number,
        place,
        at: (name) => place(input(call, name)),
        make: (shape) => backend.makeOutput(shape, "float32"),
      });
    },
  };
}

export const placeIn = (backend: BackendWasm) => (info: tf.TensorInfo) =>
  backend.getMemoryOffset(info.dataId) >>> 0;
