import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

const slope = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/** `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`, the form that GPT-2 uses. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const ours = runOurs("Gelu", { x });
  if (ours) return ours[0] as tf.Tensor;
  return tf.tidy(() => tf.mul(tf.mul(x, 0.5), tf.add(bend(x), 1)));
}

/** `dy · gelu'(x)` */
export function geluGradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const ours = runOurs("GeluGradient", { dy, x });
  if (ours) return ours[0] as tf.Tensor;
  return tf.tidy(() => {
    const t = bend(x);
    const inner = tf.mul(tf.add(tf.mul(tf.square(x), 3 * cubic), 1), slope);
    const rise = tf.mul(tf.mul(x, tf.sub(1, tf.square(t))), inner);
    return tf.mul(dy, tf.mul(tf.add(tf.add(t, 1), rise), 0.5));
  });
}

function bend(x: tf.Tensor): tf.Tensor {
  const cube = tf.mul(tf.mul(tf.square(x), x), cubic);
  return tf.tanh(tf.mul(tf.add(x, cube), slope));
}
