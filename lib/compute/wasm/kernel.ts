import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** What a kernel of the WebAssembly backend receives, with its own attributes' type. */
export interface Call<Attributes> {
  inputs: Record<string, tf.TensorInfo>;
  backend: BackendWasm;
  attrs: Attributes;
}

/** A kernel written here, in the form in which tfjs registers one. */
export function kernel<Attributes>(
  kernelName: string,
  run: (call: Call<Attributes>) => tf.TensorInfo,
  setup?: (backend: BackendWasm) => void,
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "wasm",
    kernelFunc: (call) => run(call as unknown as Call<Attributes>),
    ...(setup && { setupFunc: (backend) => setup(backend as BackendWasm) }),
  };
}

/** Calls another kernel on plain tensor infos; the caller frees what comes back. */
export function callKernel(
  backend: BackendWasm,
  name: string,
  inputs: Record<string, tf.TensorInfo>,
  attrs: object = {},
): tf.TensorInfo {
  const config = tf.getKernel(name, "wasm");
  if (!config) throw new Error(`callKernel: the WebAssembly backend has no kernel ${name}`);
  return config.kernelFunc({
    inputs: inputs as tf.NamedTensorInfoMap,
    backend,
    attrs: attrs as tf.NamedAttrMap,
  }) as tf.TensorInfo;
}

/** The input of that name. @throws Error when the call has none */
export function input(call: Call<unknown>, name: string): tf.TensorInfo {
  const info = call.inputs[name];
  if (!info) throw new Error(`a WebAssembly kernel lacks its input ${name}`);
  return info;
}

/** A view of a tensor's numbers in the heap; a later allocation may detach it. */
export function heap(backend: BackendWasm, info: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info) as Float32Array;
}

/** The same numbers under another shape, without a copy. Free it like any other. */
export function reshaped(
  backend: BackendWasm,
  info: tf.TensorInfo,
  shape: number[],
): tf.TensorInfo {
  backend.incRef(info.dataId);
  return { dataId: info.dataId, shape, dtype: info.dtype };
}

export function free(backend: BackendWasm, ...infos: tf.TensorInfo[]): void {
  for (const { dataId } of infos) backend.disposeData(dataId);
}
