import * as tf from "@tensorflow/tfjs";
import { toVariable } from "../autograd/tensor.js";
import { type BeamSearchOptions, beamSearch, type Hypothesis } from "../nn/beamSearch.js";
import type { Transformer } from "./transformer.js";

/** Where a target begins, where it ends, and how long it may get. */
export interface WritingOptions extends Pick<BeamSearchOptions, "start" | "end" | "maxLength"> {
  /** Resolved between tokens, so that a page can draw. Default: nothing is awaited. */
  turn?: () => Promise<unknown>;
}

/**
 * Writes a target for each source, token by token, always taking the likeliest. The sources are read once; each token
 * costs one run of the decoder over what has been written.
 *
 * @param sources int32 `[B, S]`, filled up with the model's padding
 * @returns for each source its tokens, without the start and end tokens
 */
export async function writeGreedily(
  model: Transformer,
  sources: tf.Tensor2D,
  { start, end, maxLength, turn }: WritingOptions,
): Promise<number[][]> {
  const memory = readSources(model, sources);
  const [B] = sources.shape;
  const written = Array.from({ length: B }, () => [start]);
  try {
    for (let length = 1; length <= maxLength; length++) {
      const best = tf.tidy(() => {
        const tokens = tf.tensor2d(written.flat(), [B, length], "int32");
        return tf.argMax(lastPlace(model.decode(memory, tokens).logits.data), -1);
      });
      const chosen = await best.data();
      best.dispose();
      for (const [b, row] of written.entries()) row.push(chosen[b] as number);
      if (written.every((row) => row.includes(end))) break;
      await turn?.();
    }
  } finally {
    memory.dispose();
  }
  return written.map((row) => {
    const last = row.indexOf(end);
    return row.slice(1, last < 0 ? undefined : last);
  });
}

/** What a beam search kept after one more token, best first. */
export interface BeamState {
  /** Prefixes that are still open, from the start token on. */
  prefixes: number[][];
  /** For each prefix, the log-probabilities of the next token, `[beams][V]`, in nats. */
  next: Float32Array[];
}

/**
 * Writes the likeliest target for one source that a beam search finds.
 *
 * @param source int32 `[1, S]`
 * @param options.onStep is told what the search looks at before each token
 * @returns the best ones, best first
 */
export async function writeByBeam(
  model: Transformer,
  source: tf.Tensor2D,
  {
    onStep,
    turn,
    ...options
  }: BeamSearchOptions & Pick<WritingOptions, "turn"> & { onStep?: (state: BeamState) => void },
): Promise<Hypothesis[]> {
  const memory = readSources(model, source);
  try {
    return await beamSearch(async (prefixes) => {
      const B = prefixes.length;
      const rows = tf.tidy(() => {
        const tokens = tf.tensor2d(prefixes.flat(), [B, (prefixes[0] as number[]).length], "int32");
        const repeated = memory.times(B);
        return tf.logSoftmax(lastPlace(model.decode(repeated, tokens).logits.data));
      });
      const numbers = (await rows.data()) as Float32Array;
      const V = rows.shape[1] as number;
      rows.dispose();
      const next = prefixes.map((_, b) => numbers.slice(b * V, (b + 1) * V));
      onStep?.({ prefixes, next });
      await turn?.();
      return next;
    }, options);
  } finally {
    memory.dispose();
  }
}

/** What the encoder made of the sources, kept until it is disposed of. */
function readSources(model: Transformer, sources: tf.Tensor2D) {
  const [output, mask] = tf.tidy(() => {
    const { output, mask } = model.encode(sources);
    return [output.data, mask] as const;
  });
  return {
    output: toVariable(output),
    mask,
    /** The same for `count` targets of the only source; made inside `tf.tidy`. */
    times: (count: number) => ({
      output: toVariable(tf.tile(output, [count, 1, 1])),
      mask: mask && tf.tile(mask, [count, 1, 1, 1]),
    }),
    dispose: () => tf.dispose([output, ...(mask ? [mask] : [])]),
  };
}

/** The scores after the last token, `[B, T, V]` to `[B, V]`. */
function lastPlace(logits: tf.Tensor): tf.Tensor2D {
  const [B, T, V] = logits.shape as [number, number, number];
  return tf.reshape(tf.slice(logits, [0, T - 1, 0], [B, 1, V]), [B, V]);
}
