import type * as tf from "@tensorflow/tfjs";
import type { WebGlBackend } from "./backend.js";
import { type Launch, launch } from "./launch.js";

/** A call of one of our kernels on WebGL. */
export interface GlCall<Attributes> {
  attrs: Attributes;
  backend: WebGlBackend;
  inputs: Record<string, tf.TensorInfo>;
  /** The input of that name. @throws Error when the call has none */
  input(name: string): tf.TensorInfo;
  /** Some of the inputs, by name. */
  pick(...names: string[]): Record<string, tf.TensorInfo>;
  run(launch: Launch): tf.TensorInfo[];
  /** Frees what was made on the way. */
  free(...infos: tf.TensorInfo[]): void;
}

/** A kernel of ours on WebGL; several results come back in a list. */
export function glKernel<Attributes>(
  kernelName: string,
  run: (call: GlCall<Attributes>) => tf.TensorInfo | tf.TensorInfo[],
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "webgl",
    kernelFunc: (given) => {
      const { inputs, attrs, backend } = given as unknown as GlCall<Attributes>;
      const input = (name: string) => {
        const info = inputs[name];
        if (!info) throw new Error(`${kernelName}: lacks its input ${name}`);
        return info;
      };
      return run({
        inputs,
        attrs,
        backend,
        input,
        pick: (...names) => Object.fromEntries(names.map((name) => [name, input(name)])),
        run: (one) => launch(backend, one),
        free: (...infos) => {
          for (const info of infos) backend.disposeIntermediateTensorInfo(info);
        },
      });
    },
  };
}
