import * as tf from "@tensorflow/tfjs";
import { softmaxCrossEntropy } from "../autograd/softmaxCrossEntropy.js";
import type { Gpt } from "./gpt.js";

/**
 * How surprised a GPT is by a text: the mean of `-log₂ probability` of its tokens. Windows overlap by half, and only the second
 * half of each counts, so that every counted token has at least half a context before it.
 *
 * @param text more tokens than the context length
 * @param rows windows on the device at a time. Default 32
 * @throws RangeError if the text is shorter
 */
export async function heldOutBits(
  { config, forward }: Pick<Gpt, "config" | "forward">,
  text: Int32Array,
  { rows = 32 }: { rows?: number } = {},
): Promise<number> {
  const T = config.contextLength;
  const kept = Math.ceil(T / 2); // of each window
  const before = T - kept;
  const windows = Math.floor((text.length - 1 - before) / kept);
  if (windows < 1) {
    throw new RangeError(`heldOutBits: got ${text.length} tokens, want more than ${T}`);
  }
  let nats = 0;
  for (let first = 0; first < windows; first += rows) {
    const B = Math.min(rows, windows - first);
    const [read, next] = [new Int32Array(B * T), new Int32Array(B * kept)];
    for (let b = 0; b < B; b++) {
      const start = (first + b) * kept;
      read.set(text.subarray(start, start + T), b * T);
      next.set(text.subarray(start + before + 1, start + T + 1), b * kept);
    }
    const loss = tf.tidy(() => {
      const logits = forward(tf.tensor2d(read, [B, T], "int32")).data; // [B·T, V]
      const V = logits.shape[1] as number;
      const counted = tf.slice(tf.reshape(logits, [B, T, V]), [0, before, 0], [B, kept, V]);
      const scores = tf.reshape(counted, [B * kept, V]);
      return softmaxCrossEntropy(scores, tf.tensor1d(next, "int32")).data;
    });
    const [mean = Number.NaN] = await loss.data();
    loss.dispose();
    nats += mean * B;
  }
  return nats / windows / Math.LN2;
}
