import * as tf from "@tensorflow/tfjs";
import { relu } from "../autograd/elementwise.js";
import { reshape } from "../autograd/reshape.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { conv2d } from "../nn/conv2d.js";
import { initialize } from "../nn/initialize.js";
import { linear } from "../nn/linear.js";
import { maxPool } from "../nn/maxPool.js";
import { random } from "../tensor/random.js";

export interface CnnConfig {
  /** Height and width of an image. */
  size: number;
  /** Numbers a pixel: 1 for grey, 3 for colours. Default 1. */
  channels?: number;
  /** Filters of each convolution; each halves height and width. Default `[16, 32]`. */
  filters?: readonly number[];
  /** Classes. */
  outputs: number;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** A small convolutional network for images. */
export interface Cnn {
  config: Required<CnnConfig>;
  /** `convolutions.0.weight` `[3, 3, I, O]`, `convolutions.0.bias`, …, `classifier.weight`, `classifier.bias`. */
  parameters: Record<string, Variable>;
  /** `[B, size, size, channels]` to `[B, outputs]`, without an activation at the end. */
  forward(x: Variable | tf.Tensor): Variable;
}

/**
 * Makes a convolutional network: 3 × 3 convolutions, each with relu and max pooling after it, then one linear layer
 * over all that is left. The caller frees its parameters.
 *
 * @throws RangeError if a size is not a positive whole number, or the image is halved to nothing
 * @see LeCun et al. 1998, "Gradient-based learning applied to document recognition", §II
 */
export function cnn(config: CnnConfig): Cnn {
  const { size, channels = 1, filters = [16, 32], outputs, seed = 1 } = config;
  for (const number of [size, channels, ...filters, outputs]) {
    if (Number.isInteger(number) && number > 0) continue;
    throw new RangeError(
      `cnn: got size ${size}, channels ${channels}, filters [${filters}] and outputs ${outputs}, want positive whole numbers`,
    );
  }
  const left = filters.reduce((pixels) => Math.floor(pixels / 2), size);
  if (left === 0) {
    throw new RangeError(
      `cnn: an image of size ${size} cannot be halved ${filters.length} times; want fewer filters`,
    );
  }
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const layer = (name: string, inputs: number, outputs: number, shape: number[]) => {
    const numbers = initialize("he", inputs, outputs, stream);
    const weight = parameter(tf.reshape(numbers, shape), `${name}.weight`);
    numbers.dispose();
    const bias = parameter(tf.zeros([outputs]), `${name}.bias`);
    parameters[`${name}.weight`] = weight;
    parameters[`${name}.bias`] = bias;
    return { weight, bias };
  };
  const convolutions = filters.map((O, i) => {
    const I = filters[i - 1] ?? channels;
    return layer(`convolutions.${i}`, 9 * I, O, [3, 3, I, O]);
  });
  const inputs = left * left * (filters.at(-1) ?? channels);
  const classifier = layer("classifier", inputs, outputs, [inputs, outputs]);

  const forward = (x: Variable | tf.Tensor) => {
    let images = x;
    for (const { weight, bias } of convolutions) {
      images = maxPool(relu(conv2d(images, weight, bias)));
    }
    const flat = reshape(images, [images.shape[0] as number, inputs]);
    return linear(flat, classifier.weight, classifier.bias);
  };
  return { config: { size, channels, filters, outputs, seed }, parameters, forward };
}
