import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { words } from "../words/words.js";
import { quantizedMatMul } from "./cpu/quantizedMatMul.js";
import { sparseMatMul } from "./cpu/sparseMatMul.js";
import type { DeviceName } from "./deviceName.js";
import { rightGradients } from "./gradients/rightGradients.js";
import type { Probe } from "./probe.js";
import { probeWebGl } from "./probeWebGl.js";
import { probeWebGpu } from "./probeWebGpu.js";
import { selfCheck } from "./selfCheck.js";
import { threadsAllowed } from "./threads.js";
import { startCompiled } from "./wasm/compiled.js";
import { fitForTraining } from "./wasm/fitForTraining.js";
import { registerOurKernels as registerOnWasm } from "./wasm/ourKernels.js";
import { withoutStockThreads } from "./wasm/withoutStockThreads.js";
import { wasmFiles } from "./wasmFiles.js";
import { registerOurKernels as registerOnWebGl } from "./webgl/ourKernels.js";
import { teachWaiting } from "./webgpu/lateLaunches.js";
import type { WebGpuBackend } from "./webgpu/launch.js";
import { registerOurKernels as registerOnWebGpu } from "./webgpu/ourKernels.js";
import { rightKernels } from "./webgpu/rightKernels.js";

/** Looks whether a device could start here, loading nothing. */
export async function probe(name: DeviceName): Promise<Probe> {
  if (name === "webgpu") return probeWebGpu();
  if (name === "webgl") return probeWebGl();
  if (name === "wasm" && typeof WebAssembly === "undefined") {
    return { missing: words.compute.refused.noWasm };
  }
  return { adapter: words.compute.processor[name], software: false };
}

/**
 * Loads a device's backend and makes it tfjs's own.
 *
 * @param cpuForward whether a GPU may hand small tensors to the processor
 * @returns which of our kernels failed their check and are switched off
 * @throws Error when the backend does not start
 */
export async function startBackend(name: DeviceName, cpuForward: boolean): Promise<string[]> {
  if (!tf.findBackendFactory(name)) await load[name]();
  rightGradients();
  if (name === "webgpu") {
    tf.env().set("WEBGPU_CPU_FORWARD", cpuForward);
    tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", launchesPerSubmit);
  }
  if (name === "webgl") {
    tf.env().set("WEBGL_CPU_FORWARD", cpuForward);
    tf.env().set("SOFTWARE_WEBGL_ENABLED", true); // the probe has judged the adapter already
    // One shader for every shape would be far fewer to compile, but tfjs 4.22 then takes one for a shape that it is
    // wrong for: a product with a bias gave other numbers after a product of another size.
    tf.env().set("WEBGL_USE_SHAPES_UNIFORMS", false);
  }
  const ready = () => tf.setBackend(name);
  const threaded = name === "wasm" && threadsAllowed() > 1;
  if (!(await (threaded ? withoutStockThreads(ready) : ready()))) {
    throw new Error(words.compute.refused.startedDead);
  }
  const backend = tf.backend();
  const switchedOff = checked.get(backend) ?? (await startOurKernels(name));
  checked.set(backend, switchedOff);
  return switchedOff;
}

/** Backends whose kernels have been checked, with those that failed. */
const checked = new WeakMap<tf.KernelBackend, string[]>();

async function startOurKernels(name: DeviceName): Promise<string[]> {
  if (name === "webgpu") {
    teachWaiting(tf.backend() as unknown as WebGpuBackend);
    registerOnWebGpu();
  }
  if (name === "webgl") registerOnWebGl();
  if (name === "cpu") {
    for (const kernel of [sparseMatMul, quantizedMatMul]) {
      if (!tf.getKernel(kernel.kernelName, "cpu")) tf.registerKernel(kernel);
    }
  }
  if (name === "wasm" && (await startCompiled(tf.backend() as BackendWasm))) registerOnWasm();
  return selfCheck();
}

/** More than a step of the course's models takes, so that `sendWork` sends the whole step at once. */
const launchesPerSubmit = 256;

const load: Record<DeviceName, () => Promise<unknown>> = {
  webgpu: async () => {
    await import("@tensorflow/tfjs-backend-webgpu");
    rightKernels();
  },
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  wasm: async () => {
    const { setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    const files = wasmFiles();
    if (files !== undefined) setWasmPaths(files);
    if (threadsAllowed() === 1) tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setThreadsCount(1); // its own kernels are the small ones; the threads are for ours
    fitForTraining();
  },
  cpu: () => import("@tensorflow/tfjs-backend-cpu"),
};
