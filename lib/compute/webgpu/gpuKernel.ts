import type * as tf from "@tensorflow/tfjs";
import { type Launch, launch, type WebGpuBackend } from "./launch.js";

/** A call of one of our kernels on WebGPU. */
export interface GpuCall<Attributes> {
  attrs: Attributes;
  backend: WebGpuBackend;
  inputs: Record<string, tf.TensorInfo>;
  /** The input of that name. @throws Error when the call has none */
  input(name: string): tf.TensorInfo;
  /** A new tensor of float32. */
  make(shape: number[]): tf.TensorInfo;
  run(launch: Launch): void;
}

/** A kernel of ours on WebGPU; several results come back in a list. */
export function gpuKernel<Attributes>(
  kernelName: string,
  run: (call: GpuCall<Attributes>) => tf.TensorInfo | tf.TensorInfo[],
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "webgpu",
    kernelFunc: (given) => {
      const { inputs, attrs, backend } = given as unknown as GpuCall<Attributes>;
      return run({
        inputs,
        attrs,
        backend,
        input: (name) => {
          const info = inputs[name];
          if (!info) throw new Error(`${kernelName}: lacks its input ${name}`);
          return info;
        },
        make: (shape) => backend.makeTensorInfo(shape, "float32"),
        run: (one) => launch(backend, one),
      });
    },
  };
}

/** Some of the inputs, by name. */
export function pick<Attributes>(
  call: GpuCall<Attributes>,
  ...names: string[]
): Record<string, tf.TensorInfo> {
  return Object.fromEntries(names.map((name) => [name, call.input(name)]));
}

export const sizeOf = ({ shape }: tf.TensorInfo): number =>
  shape.reduce((product, n) => product * n, 1);
