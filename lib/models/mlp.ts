import * as tf from "@tensorflow/tfjs";
import { parameter, toVariable, type Variable } from "../autograd/tensor.js";
import { type Activation, activations } from "../nn/activation.js";
import { type Initialization, initialize } from "../nn/initialize.js";
import { linear } from "../nn/linear.js";
import { random } from "../tensor/random.js";

export interface MlpConfig {
  /** Numbers in each example. */
  inputs: number;
  /** Neurons in each hidden layer; empty for a linear model. */
  hidden: readonly number[];
  /** Numbers out; for classification one score (logit) a class. */
  outputs: number;
  /** After each hidden layer. Default `relu`. */
  activation?: Activation;
  /** Default `he` for relu, else `xavier`. */
  initialization?: Initialization;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** A multilayer perceptron: linear layers with an activation between them. */
export interface Mlp {
  config: Required<MlpConfig>;
  /** `layers.0.weight` `[I, O]`, `layers.0.bias` `[O]`, `layers.1.weight`, … */
  parameters: Record<string, Variable>;
  /** `[B, inputs]` to `[B, outputs]`, without an activation at the end. */
  forward(x: Variable | tf.Tensor): Variable;
}

/**
 * Makes a multilayer perceptron with seeded weights and zero biases. The caller frees its parameters,
 * for example with `untilRerun(invalidation, model)`.
 *
 * @throws RangeError if a size is not a positive whole number
 * @see Rumelhart, Hinton and Williams 1986
 */
export function mlp(config: MlpConfig): Mlp {
  const sizes = [config.inputs, ...config.hidden, config.outputs];
  for (const size of sizes) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`mlp: got sizes [${sizes}], want positive whole numbers`);
  }
  const { activation = "relu", seed = 1 } = config;
  const { initialization = activation === "relu" ? "he" : "xavier" } = config;
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const layers = sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i] as number;
    const [weightName, biasName] = [`layers.${i}.weight`, `layers.${i}.bias`];
    const weight = parameter(initialize(initialization, inputs, outputs, stream), weightName);
    const bias = parameter(tf.zeros([outputs]), biasName);
    parameters[weightName] = weight;
    parameters[biasName] = bias;
    return { weight, bias };
  });
  const forward = (x: Variable | tf.Tensor) =>
    layers.reduce((h, { weight, bias }, i) => {
      const input = i === 0 ? h : activations[activation](h);
      return linear(input, weight, bias);
    }, toVariable(x));
  return { config: { ...config, activation, initialization, seed }, parameters, forward };
}
