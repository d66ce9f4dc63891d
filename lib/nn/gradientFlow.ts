import * as tf from "@tensorflow/tfjs";
import { backward } from "../autograd/backward.js";
import { square } from "../autograd/elementwise.js";
import { mean } from "../autograd/reduce.js";
import { parameter, toVariable, type Variable } from "../autograd/tensor.js";
import { random } from "../tensor/random.js";
import { type Activation, activations } from "./activation.js";
import { type Initialization, initialize } from "./initialize.js";
import { linear } from "./linear.js";

export interface GradientFlowConfig {
  /** How many layers; each is linear and then the activation. */
  depth: number;
  /** Neurons in each layer, and numbers in each example. */
  width: number;
  activation: Activation;
  initialization: Initialization;
  /** Examples, standard normal. Default 64. */
  batch?: number;
  /** Of weights and examples. Default 1. */
  seed?: number;
}

/** What one layer of an untrained network sees, going forwards and backwards. */
export interface LayerFlow {
  /** From 1, the layer next to the input. */
  layer: number;
  /** The length of the gradient of its weights, √Σg². */
  gradientNorm: number;
  /** The root mean square of its outputs. */
  activationSize: number;
}

/**
 * Runs a plain deep network forwards and backwards once and measures every layer.
 *
 * The loss is the mean square of the last layer's outputs. On its way back, each layer multiplies the
 * gradient by its weights and by its activation's slope: where that shrinks it, the gradient fades
 * exponentially with depth.
 *
 * @throws RangeError if depth or width is not a positive whole number
 * @see Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks"
 */
export async function gradientFlow(config: GradientFlowConfig): Promise<LayerFlow[]> {
  const { depth, width, activation, initialization, batch = 64, seed = 1 } = config;
  for (const [name, size] of Object.entries({ depth, width, batch })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`gradientFlow: got ${name} ${size}, want a positive whole number`);
  }
  const sizes = tf.tidy(() => {
    const stream = random(seed);
    const numbers = Float32Array.from({ length: batch * width }, () => stream.normal());
    const weights: Variable[] = [];
    const activationSizes: tf.Tensor[] = [];
    let h = toVariable(tf.tensor2d(numbers, [batch, width]));
    for (let layer = 1; layer <= depth; layer++) {
      const weight = parameter(initialize(initialization, width, width, stream), `weight ${layer}`);
      const bias = toVariable(tf.zeros([width]));
      weights.push(weight);
      h = activations[activation](linear(h, weight, bias));
      activationSizes.push(tf.sqrt(tf.mean(tf.square(h.data))));
    }
    backward(mean(square(h)));
    const norms = weights.map(({ grad }) => tf.norm(grad as tf.Tensor));
    const measured = tf.stack([...norms, ...activationSizes]);
    for (const weight of weights) weight.dispose();
    return measured; // [2 depth]
  });
  try {
    const measured = await sizes.data();
    return Array.from({ length: depth }, (_, i) => ({
      layer: i + 1,
      gradientNorm: measured[i] as number,
      activationSize: measured[depth + i] as number,
    }));
  } finally {
    sizes.dispose();
  }
}
