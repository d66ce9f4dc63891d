import * as tf from "@tensorflow/tfjs";
import { backward, zeroGrad } from "../../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../../lib/autograd/tensor.js";
import { openDevice } from "../../../lib/compute/device.js";
import { measureDevice } from "../../../lib/compute/measureDevice.js";
import { onThreadTrouble, setThreads, threadCount } from "../../../lib/compute/threads.js";
import { kernelBinaries } from "../../../lib/compute/wasm/kernelBinaries.js";
import { setWasmFiles } from "../../../lib/compute/wasmFiles.js";
import { adam } from "../../../lib/optim/adam.js";
import { countStep } from "./countStep.js";
import { modelOf } from "./models.js";
import { pageDevice } from "./pageDevice.js";
import type { Side, Task } from "./task.js";

/** The course's own code, as a lesson writes it. */
export async function start(task: Task): Promise<Side> {
  setWasmFiles(new URL("/wasm/", location.href).href);
  const { count, why } = threadCount(location.search);
  setThreads(count);
  onThreadTrouble((sentence) => {
    throw new Error(`ours: ${sentence}`);
  });
  const wanted = pageDevice(location.search);
  const device = await openDevice(wanted);
  if (device.name !== wanted)
    throw new Error(
      `ours: wanted ${wanted}, got ${device.name}: ${device.refused.map(({ reason }) => reason).join(" ")}`,
    );
  const { parameters, forward } = modelOf(task);
  for (const [name, { shape, values }] of Object.entries(task.parameters)) {
    (parameters[name] as Variable).assign(tf.tensor(values, shape, "float32"));
  }
  const optimizer = adam(parameters, task.adam);
  let next = 0;
  const step = () => {
    const batch = task.batches[next++ % task.batches.length] as Task["batches"][number];
    const type = batch.x.values instanceof Int32Array ? "int32" : "float32";
    const x = tf.tensor(batch.x.values, batch.x.shape, type);
    const y = tf.tensor1d(batch.y, "int32");
    zeroGrad(parameters);
    const loss = softmaxCrossEntropy(forward(x), y);
    backward(loss);
    optimizer.step();
    tf.dispose([x, y]);
    return loss;
  };
  return {
    note: wanted === "wasm" ? `${kernels()}. ${why}` : device.adapter,
    software: device.software,
    kernels: tf.getKernelsForBackend("wasm"),
    count: () => countStep(() => lossOf(step())),
    limits: measureDevice,
    async train(steps) {
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) {
        const loss = step();
        losses.push(await loss.item());
        loss.dispose();
      }
      return losses;
    },
  };
}

/** A loss as its tensor, which frees its graph too. */
function lossOf(loss: Variable) {
  return { data: () => loss.data.data(), dispose: () => loss.dispose() };
}

/** Which of our compiled kernels this browser runs, by the choice that `startCompiled` makes. */
function kernels(): string {
  if (!tf.getKernel("LayerNorm", "wasm")) return "kernels in TypeScript, without SIMD";
  const bytes = Uint8Array.from(atob(kernelBinaries.relaxed), (letter) => letter.charCodeAt(0));
  return WebAssembly.validate(bytes)
    ? "compiled kernels with relaxed SIMD (fused multiply-add)"
    : "compiled kernels with plain SIMD (no fused multiply-add)";
}
