import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import { countStep } from "../training/countStep.js";
import { pageDevice } from "../training/pageDevice.js";
import type { Side, Task } from "../training/task.js";
import { registerMissingKernels } from "./stockMissing.js";
import { stockModels } from "./stockModels.js";

/** TensorFlow.js as published: its operations, its gradients and its Adam, on its own kernels. */
export async function start(task: Task): Promise<Side> {
  setWasmPaths(new URL("/peers-wasm/", location.href).href);
  registerMissingKernels();
  const device = pageDevice(location.search);
  // As ours does: small tensors stay on the GPU, so that launches are counted and not the processor's work.
  if (device !== "wasm") tf.env().set(`${device.toUpperCase()}_CPU_FORWARD`, false);
  if (!(await tf.setBackend(device))) throw new Error(`stock: ${device} does not start`);
  const weights: Record<string, tf.Variable> = {};
  for (const [name, { shape, values }] of Object.entries(task.parameters)) {
    weights[name] = tf.variable(tf.tensor(values, shape, "float32"), true, name);
  }
  const variables = Object.values(weights);
  const { learningRate, beta1, beta2, epsilon, weightDecay } = task.adam;
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const model = stockModels[task.kind](weights, task.config as never);
  let next = 0;
  const step = () => {
    const batch = task.batches[next++ % task.batches.length] as Task["batches"][number];
    const type = batch.x.values instanceof Int32Array ? "int32" : "float32";
    const x = tf.tensor(batch.x.values, batch.x.shape, type);
    const y = tf.tensor1d(batch.y, "int32");
    const { value, grads } = tf.variableGrads(() => crossEntropy(model(x), y), variables);
    // AdamW's decay, which tf.train.adam lacks: beside the gradient, before its step.
    tf.tidy(() => {
      for (const v of variables) v.assign(tf.mul(v, 1 - learningRate * weightDecay));
    });
    optimizer.applyGradients(grads as Record<string, tf.Variable>);
    tf.dispose([x, y, grads]);
    return value;
  };
  return {
    kernels: tf.getKernelsForBackend("wasm"),
    count: () => countStep(step),
    async train(steps) {
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) {
        const loss = step();
        losses.push((await loss.data())[0] as number);
        loss.dispose();
      }
      return losses;
    },
  };
}

function crossEntropy(logits: tf.Tensor, labels: tf.Tensor1D): tf.Scalar {
  // Cast, because tf.oneHot's own float32 is wrong on WASM.
  const wanted = tf.cast(tf.oneHot(labels, logits.shape[1] as number), "float32");
  return tf.losses.softmaxCrossEntropy(wanted, logits);
}
