import * as tf from "@tensorflow/tfjs";

type Weights = Record<string, tf.Variable>;
type Model = (x: tf.Tensor) => tf.Tensor;

/** The models in TensorFlow.js's operations, each from its first weights: a batch to logits `[rows, classes]`. */
export const stockModels = { gpt, mlp, cnn, lstm };

interface GptConfig {
  width: number;
  heads: number;
  layers: number;
}

function gpt(weights: Weights, { width, heads, layers }: GptConfig): Model {
  const w = (name: string) => weights[name] as tf.Variable;
  const D = width / heads;
  const linear = (x: tf.Tensor, name: string) =>
    tf.fused.matMul({
      a: x as tf.Tensor2D,
      b: w(`${name}.weight`) as tf.Tensor as tf.Tensor2D,
      bias: w(`${name}.bias`),
    });
  const norm = (x: tf.Tensor, name: string) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(normal, w(`${name}.weight`)), w(`${name}.bias`));
  };
  return (tokens) => {
    const [B, T] = tokens.shape as [number, number];
    const hidden = tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([T, T]), -1, 0)), -1e9); // [T, T]
    const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [B, T, heads, D]), [0, 2, 1, 3]);
    const embedded = tf.gather(w("wte.weight"), tf.reshape(tokens, [B * T]) as tf.Tensor1D);
    const places = tf.slice(w("wpe.weight"), [0, 0], [T, width]);
    let x: tf.Tensor = tf.reshape(tf.add(tf.reshape(embedded, [B, T, width]), places), [
      B * T,
      width,
    ]);
    for (let i = 0; i < layers; i++) {
      const qkv = linear(norm(x, `h.${i}.ln_1`), `h.${i}.attn.c_attn`);
      const [q, k, v] = tf.split(qkv, 3, -1).map(split) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(D)); // [B, H, T, T]
      const heard = tf.matMul(tf.softmax(tf.add(scores, hidden)), v); // [B, H, T, D]
      const joined = tf.reshape(tf.transpose(heard, [0, 2, 1, 3]), [B * T, width]);
      x = tf.add(x, linear(joined, `h.${i}.attn.c_proj`));
      const thought = gelu(linear(norm(x, `h.${i}.ln_2`), `h.${i}.mlp.c_fc`));
      x = tf.add(x, linear(thought, `h.${i}.mlp.c_proj`));
    }
    return tf.matMul(norm(x, "ln_f"), w("wte.weight") as tf.Tensor, false, true);
  };
}

function gelu(x: tf.Tensor): tf.Tensor {
  const cube = tf.mul(tf.mul(tf.mul(x, x), x), 0.044715);
  const t = tf.tanh(tf.mul(tf.add(x, cube), Math.sqrt(2 / Math.PI)));
  return tf.mul(tf.mul(x, 0.5), tf.add(t, 1));
}

function mlp(weights: Weights): Model {
  const layers = Object.keys(weights).length / 2;
  return (x) => {
    let h = x;
    for (let i = 0; i < layers; i++) {
      h = tf.fused.matMul({
        a: h as tf.Tensor2D,
        b: weights[`layers.${i}.weight`] as tf.Tensor as tf.Tensor2D,
        bias: weights[`layers.${i}.bias`] as tf.Variable,
        activation: i < layers - 1 ? "relu" : "linear",
      });
    }
    return h;
  };
}

function cnn(weights: Weights, { filters }: { filters: readonly number[] }): Model {
  const w = (name: string) => weights[name] as tf.Variable;
  return (x) => {
    let images = x as tf.Tensor4D;
    filters.forEach((_, i) => {
      const convolved = tf.fused.conv2d({
        x: images,
        filter: w(`convolutions.${i}.weight`) as tf.Tensor as tf.Tensor4D,
        bias: w(`convolutions.${i}.bias`),
        strides: 1,
        pad: "same",
        activation: "relu",
      });
      images = tf.maxPool(convolved, 2, 2, "valid");
    });
    return tf.fused.matMul({
      a: tf.reshape(images, [images.shape[0], -1]),
      b: w("classifier.weight") as tf.Tensor as tf.Tensor2D,
      bias: w("classifier.bias"),
    });
  };
}

function lstm(weights: Weights, { width, hidden: H }: { width: number; hidden: number }): Model {
  const w = (name: string) => weights[name] as tf.Tensor as tf.Tensor2D;
  return (tokens) => {
    const [B, T] = tokens.shape as [number, number];
    const embedded = tf.gather(w("embedding.weight"), tf.reshape(tokens, [B * T]) as tf.Tensor1D);
    // All steps' inputs at once, before the loop: one product instead of one a step.
    const fromInputs = tf.fused.matMul({
      a: tf.reshape(embedded, [B * T, width]) as tf.Tensor2D,
      b: w("lstm.weight_ih"),
      bias: w("lstm.bias"),
    });
    let h: tf.Tensor = tf.zeros([B, H]);
    let c: tf.Tensor = tf.zeros([B, H]);
    const states: tf.Tensor[] = [];
    // Steps first: taking apart and putting together along the first axis is much faster.
    const stepsFirst = tf.transpose(tf.reshape(fromInputs, [B, T, 4 * H]), [1, 0, 2]);
    for (const gates of tf.unstack(stepsFirst)) {
      const a = tf.add(gates, tf.matMul(h, w("lstm.weight_hh")));
      const [i, f, g, o] = tf.split(a, 4, -1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
      states.push(h);
    }
    const all = tf.reshape(tf.transpose(tf.stack(states), [1, 0, 2]), [B * T, H]);
    return tf.fused.matMul({
      a: all as tf.Tensor2D,
      b: w("head.weight"),
      bias: w("head.bias"),
    });
  };
}
