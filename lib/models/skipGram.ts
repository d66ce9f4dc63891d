import * as tf from "@tensorflow/tfjs";
import { softmaxCrossEntropy } from "../autograd/softmaxCrossEntropy.js";
import type { Variable } from "../autograd/tensor.js";
import type { WordPairs } from "../data/skipGrams.js";
import { embedding, embeddingTable } from "../nn/embedding.js";
import { unembed } from "../nn/unembed.js";

export interface SkipGramConfig {
  /** Words, V. */
  words: number;
  /** Numbers for each, C. */
  width: number;
  seed: number;
}

/** A model that guesses from a word which words stand near it. */
export interface SkipGram {
  /** `words.weight` `[V, C]`, the embeddings, and `contexts.weight` `[V, C]`. */
  parameters: Record<string, Variable>;
  /** The mean surprise at the contexts of a batch, in nats. */
  loss(pairs: WordPairs): Variable;
}

/**
 * Word2vec's skip-gram model: `softmax(contexts · words[centre])` are the probabilities of the words near a centre.
 * Over a vocabulary of some thousand words the whole softmax is affordable; the paper's samples or trees of words
 * stand in for it when there are millions.
 *
 * @see Mikolov, Sutskever, Chen, Corrado and Dean 2013, "Distributed representations of words and phrases and their
 *   compositionality", §2, https://arxiv.org/abs/1310.4546
 */
export function skipGram({ words, width, seed }: SkipGramConfig): SkipGram {
  const deviation = 1 / Math.sqrt(width);
  const table = (label: string, seed: number) =>
    embeddingTable([words, width], { seed, deviation, label });
  const own = table("words.weight", seed);
  const contexts = table("contexts.weight", seed + 1_000_003);
  return {
    parameters: { "words.weight": own, "contexts.weight": contexts },
    loss: (pairs) => {
      const [ids, near] = [pairs.centres, pairs.contexts].map((each) => tf.tensor1d(each, "int32"));
      const logits = unembed(embedding(own, ids as tf.Tensor), contexts); // [N, V]
      return softmaxCrossEntropy(logits, near as tf.Tensor);
    },
  };
}
