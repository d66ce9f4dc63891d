import * as tf from "@tensorflow/tfjs";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { openDevice, switchDevice } from "../../lib/compute/device.js";
import { mlp } from "../../lib/models/mlp.js";
import { sgd } from "../../lib/optim/sgd.js";
import { random } from "../../lib/tensor/random.js";
import { compare, type Timing } from "./compare.js";

const learningRate = 0.05;

/** One training step of an MLP 64-256-256-10 at batch 256: our engine against tfjs's `variableGrads`. */
export async function bench(): Promise<{ device: string; ratio: number; timings: Timing[] }[]> {
  const results = [];
  for (const name of ["cpu", "wasm"] as const) {
    await openDevice(name);
    const device = await switchDevice(name);
    if (device.name !== name) throw new Error(`bench: wanted ${name}, got ${device.name}`);
    const timings = compareSteps(name === "cpu" ? 2 : 10);
    const [ours, theirs] = timings as [Timing, Timing];
    results.push({ device: name, ratio: ours.median / theirs.median, timings });
  }
  return results;
}

function compareSteps(calls: number): Timing[] {
  const { normal, integer } = random(1);
  const x = tf.tensor2d(Float32Array.from({ length: 256 * 64 }, normal), [256, 64]);
  const y = tf.tensor1d(
    Int32Array.from({ length: 256 }, () => integer(10)),
    "int32",
  );
  const model = mlp({ inputs: 64, hidden: [256, 256], outputs: 10 });
  const variables = Object.values(model.parameters).map(({ data }) => tf.variable(data));
  const [w1, b1, w2, b2, w3, b3] = variables as [
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
  ];

  const ourOptimizer = sgd(model.parameters, { learningRate });
  const ourLosses: number[] = [];
  const ours = () => {
    zeroGrad(model.parameters);
    const loss = softmaxCrossEntropy(model.forward(x), y);
    backward(loss);
    ourOptimizer.step();
    ourLosses.push(loss.data.dataSync()[0] as number);
    loss.dispose();
  };

  const theirOptimizer = tf.train.sgd(learningRate);
  const theirLosses: number[] = [];
  const theirLoss = () => {
    const h1 = tf.relu(tf.add(tf.matMul(x, w1), b1));
    const h2 = tf.relu(tf.add(tf.matMul(h1, w2), b2));
    const logits = tf.add(tf.matMul(h2, w3), b3);
    return tf.losses.softmaxCrossEntropy(tf.oneHot(y, 10), logits) as tf.Scalar;
  };
  const theirs = () => {
    const { value, grads } = tf.variableGrads(theirLoss, variables);
    theirOptimizer.applyGradients(grads);
    theirLosses.push(value.dataSync()[0] as number);
    tf.dispose([value, grads]);
  };

  const timings = compare({ ours, "tfjs variableGrads": theirs }, { rounds: 11, calls });
  for (const [i, loss] of ourLosses.entries()) {
    const theirs = theirLosses[i] as number;
    if (!(Math.abs(loss - theirs) <= 1e-4 * Math.max(1, theirs))) {
      throw new Error(`bench: at step ${i + 1} our loss is ${loss} and tfjs's is ${theirs}`);
    }
  }
  tf.dispose([x, y, variables]);
  for (const variable of Object.values(model.parameters)) variable.dispose();
  return timings;
}
