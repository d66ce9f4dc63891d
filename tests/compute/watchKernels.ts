import * as tf from "@tensorflow/tfjs";
import type { DeviceName } from "../../lib/compute/deviceName.js";

type Method = (this: unknown, ...args: unknown[]) => unknown;

export interface KernelWatch {
  /** Kernels called since the last `take`, and those among them whose numbers JavaScript touched. */
  take(): { called: Set<string>; onCpu: Set<string> };
  stop(): void;
}

/**
 * Watches a device's kernels for work that quietly runs in JavaScript: on WebAssembly a kernel that
 * looks into the heap, on GPUs one that reads values back or makes its output from values.
 *
 * @param name the open device
 */
export function watchKernels(name: DeviceName): KernelWatch {
  let called = new Set<string>();
  let onCpu = new Set<string>();
  const running: string[] = [];
  const kernels = tf.getKernelsForBackend(name);
  const replace = (config: tf.KernelConfig) => {
    tf.unregisterKernel(config.kernelName, name);
    tf.registerKernel(config);
  };
  for (const config of kernels) {
    const kernelFunc: tf.KernelFunc = (parameters) => {
      called.add(config.kernelName);
      running.push(config.kernelName);
      try {
        return config.kernelFunc(parameters);
      } finally {
        running.pop();
      }
    };
    replace({ ...config, kernelFunc });
  }
  const backend = tf.backend() as unknown as Record<string, Method | undefined>;
  const originals = new Map<string, Method>();
  const listen = (method: string, touches: (args: unknown[]) => boolean) => {
    const original = backend[method];
    if (!original) return;
    originals.set(method, original);
    backend[method] = function (...args) {
      const kernel = running[0];
      if (kernel !== undefined && touches(args)) onCpu.add(kernel);
      return original.apply(this, args);
    };
  };
  if (name !== "cpu") {
    listen("readSync", () => true);
    listen("typedArrayFromHeap", () => true);
    listen("makeTensorInfo", ([, , values]) => isResult(values));
    listen("makeOutput", ([, , , values]) => isResult(values));
  }
  return {
    take() {
      const seen = { called, onCpu };
      called = new Set();
      onCpu = new Set();
      return seen;
    },
    stop() {
      for (const [method, original] of originals) backend[method] = original;
      for (const config of kernels) replace(config);
    },
  };
}

/** A single value is a constant that a shader needs, such as the slope of a leaky ReLU. */
function isResult(values: unknown): boolean {
  return values != null && (values as ArrayLike<unknown>).length > 1;
}
