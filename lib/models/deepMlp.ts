import * as tf from "@tensorflow/tfjs";
import { relu } from "../autograd/elementwise.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { initialize } from "../nn/initialize.js";
import { layerNorm } from "../nn/layerNorm.js";
import { linear } from "../nn/linear.js";
import { residual } from "../nn/residual.js";
import { random } from "../tensor/random.js";

/** How a block's two layers are joined to what comes in, h. With f for the two layers: */
export type DeepMlpKind =
  /** `relu(f(h))` */
  | "plain"
  /** `h + f(h)` */
  | "residual"
  /** `h + f(norm(h))`, and a norm before the output */
  | "normed";

export interface DeepMlpConfig {
  /** Numbers in each example, I. */
  inputs: number;
  /** Neurons in each layer, C. */
  width: number;
  /** Each block has two layers, `last · relu(first · h)`. */
  blocks: number;
  /** Numbers out, O; for classification one score (logit) a class. */
  outputs: number;
  kind: DeepMlpKind;
  /**
   * A factor on the first weights of each block's last layer. Default 1 if plain, else `1 / √blocks`, so that all
   * blocks together add about as much as the input has; at 0 every block starts as the identity.
   */
  endScale?: number;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** A multilayer perceptron as deep as you like, with or without a way around its blocks. */
export interface DeepMlp {
  config: Required<DeepMlpConfig>;
  /** `input.weight` `[I, C]`, `blocks.0.first.weight` `[C, C]`, `blocks.0.last.weight`, …, `output.weight` `[C, O]`. */
  parameters: Record<string, Variable>;
  /** What enters the first block and what leaves each one, `[B, C]`. */
  stream(x: Variable | tf.Tensor): Variable[];
  /** `[B, I]` to `[B, O]`, without an activation at the end. */
  forward(x: Variable | tf.Tensor): Variable;
}

/**
 * Makes a deep multilayer perceptron with He's weights and zero biases. The caller frees its parameters.
 *
 * @throws RangeError if a size is not a positive whole number, or `endScale` is not a finite number
 * @see He et al. 2016, "Deep residual learning for image recognition", https://arxiv.org/abs/1512.03385
 */
export function deepMlp(config: DeepMlpConfig): DeepMlp {
  const { inputs, width, blocks, outputs, kind, seed = 1 } = config;
  for (const [name, size] of Object.entries({ inputs, width, blocks, outputs })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`deepMlp: got ${name} ${size}, want a positive whole number`);
  }
  const { endScale = kind === "plain" ? 1 : 1 / Math.sqrt(blocks) } = config;
  if (!Number.isFinite(endScale)) {
    throw new RangeError(`deepMlp: got endScale ${endScale}, want a finite number`);
  }
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const layer = (name: string, inputs: number, outputs: number, scale = 1) => {
    const numbers = initialize("he", inputs, outputs, stream);
    const weight = remember(`${name}.weight`, tf.mul(numbers, scale));
    numbers.dispose();
    const bias = remember(`${name}.bias`, tf.zeros([outputs]));
    return (x: Variable | tf.Tensor) => linear(x, weight, bias);
  };
  const normalizer = (name: string) => {
    if (kind !== "normed") return (x: Variable) => x;
    const weight = remember(`${name}.weight`, tf.ones([width]));
    const bias = remember(`${name}.bias`, tf.zeros([width]));
    return (x: Variable) => layerNorm(x, weight, bias);
  };

  const read = layer("input", inputs, width);
  const steps = Array.from({ length: blocks }, (_, i) => {
    const norm = normalizer(`blocks.${i}.norm`);
    const first = layer(`blocks.${i}.first`, width, width);
    const last = layer(`blocks.${i}.last`, width, width, endScale);
    const branch = (h: Variable) => last(relu(first(norm(h))));
    return kind === "plain"
      ? (h: Variable) => relu(branch(h))
      : (h: Variable) => residual(h, branch);
  });
  const norm = normalizer("norm");
  const write = layer("output", width, outputs);

  const streamOf = (x: Variable | tf.Tensor) => {
    const states = [kind === "plain" ? relu(read(x)) : read(x)];
    for (const step of steps) states.push(step(states.at(-1) as Variable));
    return states;
  };
  const forward = (x: Variable | tf.Tensor) => write(norm(streamOf(x).at(-1) as Variable));
  return { config: { ...config, endScale, seed }, parameters, stream: streamOf, forward };
}
