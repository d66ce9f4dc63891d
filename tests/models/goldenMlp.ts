import * as tf from "@tensorflow/tfjs";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { mlp } from "../../lib/models/mlp.js";
import golden from "../golden/mlp.json";

/** The golden's network with its first weights, and its loss on its data. */
export function goldenMlp() {
  const [inputs, ...hidden] = golden.sizes as [number, ...number[]];
  const outputs = hidden.pop() as number;
  const model = mlp({ inputs, hidden, outputs, activation: "tanh" });
  for (const [name, { shape, values }] of Object.entries(golden.start)) {
    (model.parameters[name] as Variable).assign(tf.tensor(values, shape));
  }
  const x = tf.tensor(golden.x.values, golden.x.shape);
  const y = tf.tensor1d(golden.y, "int32");
  const dispose = () => {
    for (const variable of Object.values(model.parameters)) variable.dispose();
    tf.dispose([x, y]);
  };
  return { model, loss: () => softmaxCrossEntropy(model.forward(x), y), dispose };
}
