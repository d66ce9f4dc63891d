import * as tf from "@tensorflow/tfjs";
import { gather } from "../autograd/gather.js";
import { reshape } from "../autograd/reshape.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { initialize } from "../nn/initialize.js";
import { linear } from "../nn/linear.js";
import { lstmLayer } from "../nn/lstmLayer.js";
import { random } from "../tensor/random.js";

export interface LstmConfig {
  /** Tokens that it knows, V. */
  vocabSize: number;
  /** Numbers for each token, C. */
  width: number;
  /** Numbers that it carries from token to token, H; as many again in its cells. */
  hidden: number;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** A recurrent language model. */
export interface Lstm {
  config: Required<LstmConfig>;
  /** `embedding.weight` `[V, C]`, `lstm.weight_ih` `[C, 4H]`, `lstm.bias`, `lstm.weight_hh` `[H, 4H]`, `head.weight` … */
  parameters: Record<string, Variable>;
  /** int32 `[B, T]` to logits `[B·T, V]`: at each place, scores for the token after it. */
  forward(tokens: tf.Tensor2D): Variable;
}

/**
 * Makes a language model that reads token by token: an embedding, a long short-term memory, a linear layer. The
 * forget gates start open (bias 1), so that gradients reach far back from the first step on. The caller frees its
 * parameters.
 *
 * @throws RangeError if a size is not a positive whole number
 * @see Jozefowicz, Zaremba and Sutskever 2015, "An empirical exploration of recurrent network architectures" (the bias)
 */
export function lstm(config: LstmConfig): Lstm {
  const { vocabSize, width, hidden, seed = 1 } = config;
  for (const [name, size] of Object.entries({ vocabSize, width, hidden })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`lstm: got ${name} ${size}, want a positive whole number`);
  }
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const matrix = (name: string, inputs: number, outputs: number) =>
    remember(name, initialize("xavier", inputs, outputs, stream));

  const table = matrix("embedding.weight", vocabSize, width);
  const inputWeight = matrix("lstm.weight_ih", width, 4 * hidden);
  const open = Float32Array.from({ length: 4 * hidden }, (_, i) =>
    Math.floor(i / hidden) === 1 ? 1 : 0,
  );
  const bias = remember("lstm.bias", tf.tensor1d(open));
  const stateWeight = matrix("lstm.weight_hh", hidden, 4 * hidden);
  const headWeight = matrix("head.weight", hidden, vocabSize);
  const headBias = remember("head.bias", tf.zeros([vocabSize]));

  const forward = (tokens: tf.Tensor2D) => {
    const gates = linear(gather(table, tokens), inputWeight, bias); // [B, T, 4H]
    const states = lstmLayer(gates, stateWeight); // [B, T, H]
    return linear(reshape(states, [tokens.size, hidden]), headWeight, headBias); // [B·T, V]
  };
  return { config: { vocabSize, width, hidden, seed }, parameters, forward };
}
