import { FileError } from "../files/fileError.js";
import { words } from "../words/words.js";
import type { GptConfig } from "./gpt.js";

const says = words.files.checkpoint;

/** What `config.json` calls our sizes. */
const sizes = {
  vocabSize: "vocab_size",
  contextLength: "n_positions",
  width: "n_embd",
  heads: "n_head",
  layers: "n_layer",
} as const;

/** Settings that change what a GPT-2 computes, and the values with which it is ours; without one, GPT-2's is meant. */
const fixed: Record<string, readonly unknown[]> = {
  model_type: ["gpt2"],
  activation_function: ["gelu_new", "gelu_pytorch_tanh"],
  layer_norm_epsilon: [1e-5],
  scale_attn_weights: [true],
  scale_attn_by_inverse_layer_idx: [false],
  add_cross_attention: [false],
  tie_word_embeddings: [true],
};

/** Weights beyond this would be 4 GB and more. */
const maxParameters = 2 ** 30;

/**
 * Our configuration of a checkpoint in Hugging Face's GPT-2 layout.
 *
 * @param text the contents of its `config.json`
 * @throws FileError if it is not such a file, or describes a model that ours is not
 */
export function readGptConfig(text: string): GptConfig {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new FileError(says.configNotJson);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new FileError(says.configNotJson);
  }
  const given = parsed as Record<string, unknown>;
  for (const [name, wanted] of Object.entries(fixed)) {
    if (name in given && !wanted.includes(given[name])) {
      throw new FileError(says.otherModel(name, given[name], wanted[0]));
    }
  }
  const config = { vocabSize: 0, contextLength: 0, width: 0, heads: 0, layers: 0 };
  for (const [ours, theirs] of Object.entries(sizes)) {
    const size = given[theirs] ?? (theirs === "n_positions" ? given.n_ctx : undefined);
    if (!Number.isSafeInteger(size) || (size as number) < 1) {
      throw new FileError(says.badSize(theirs, size));
    }
    config[ours as keyof typeof sizes] = size as number;
  }
  const { width, heads, layers, vocabSize, contextLength } = config;
  if (width % heads !== 0) throw new FileError(says.badHeads(width, heads));
  const inner = given.n_inner ?? 4 * width;
  if (inner !== 4 * width) throw new FileError(says.otherModel("n_inner", inner, 4 * width));
  const count = (vocabSize + contextLength) * width + 12 * layers * width ** 2;
  if (count > maxParameters) throw new FileError(says.tooLarge(count));
  return config;
}

/** The `config.json` of a model of ours, as Hugging Face's GPT-2 wants it. */
export function gptConfigText(config: GptConfig): string {
  const theirs = Object.entries(sizes).map(([ours, name]) => [
    name,
    config[ours as keyof typeof sizes],
  ]);
  const file = {
    architectures: ["GPT2LMHeadModel"],
    model_type: "gpt2",
    ...Object.fromEntries(theirs),
    n_ctx: config.contextLength,
    n_inner: null,
    activation_function: "gelu_new",
    layer_norm_epsilon: 1e-5,
    attn_pdrop: 0,
    embd_pdrop: 0,
    resid_pdrop: 0,
    tie_word_embeddings: true,
    torch_dtype: "float32",
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}
