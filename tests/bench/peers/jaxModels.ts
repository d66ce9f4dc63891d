import { nn, numpy as np } from "@jax-js/jax";

type Weights = Record<string, np.Array>;
type Loss = (weights: Weights, x: np.Array, y: np.Array) => np.Array;

/** The models in jax-js, each with its loss. Every use of an array but its last is a `.ref`. */
export const jaxModels = { gpt, mlp, cnn, lstm };

interface GptConfig {
  vocabSize: number;
  width: number;
  heads: number;
  layers: number;
}

function gpt({ vocabSize, width, heads, layers }: GptConfig): Loss {
  const D = width / heads;
  return (w, tokens, y) => {
    const linear = (x: np.Array, name: string) =>
      np.matmul(x, take(w, `${name}.weight`)).add(take(w, `${name}.bias`));
    const norm = (x: np.Array, name: string) => {
      const mean = x.ref.mean(-1, { keepdims: true });
      const apart = x.sub(mean);
      const variance = np.square(apart.ref).mean(-1, { keepdims: true });
      const normal = apart.div(np.sqrt(variance.add(1e-5)));
      return normal.mul(take(w, `${name}.weight`)).add(take(w, `${name}.bias`));
    };
    const [B, T] = tokens.shape as [number, number];
    const table = take(w, "wte.weight");
    const wanted = nn.oneHot(tokens.reshape([B * T]), vocabSize);
    let x = np.matmul(wanted, table.ref).reshape([B, T, width]);
    x = x.add(take(w, "wpe.weight")).reshape([B * T, width]);
    for (let i = 0; i < layers; i++) {
      const qkv = linear(norm(x.ref, `h.${i}.ln_1`), `h.${i}.attn.c_attn`);
      const parts = np.split(qkv.reshape([B, T, 3 * heads, D]), 3, 2);
      const [q, k, v] = parts as [np.Array, np.Array, np.Array];
      const heard = nn.dotProductAttention(q, k, v, { isCausal: true }); // [B, T, H, D]
      x = x.add(linear(heard.reshape([B * T, width]), `h.${i}.attn.c_proj`));
      const wide = linear(norm(x.ref, `h.${i}.ln_2`), `h.${i}.mlp.c_fc`);
      x = x.add(linear(nn.gelu(wide, { approximate: true }), `h.${i}.mlp.c_proj`));
    }
    const logits = np.matmul(norm(x, "ln_f"), np.transpose(table));
    return crossEntropy(logits, y, vocabSize);
  };
}

function mlp({ outputs }: { outputs: number }): Loss {
  return (w, x, y) => {
    const layers = Object.keys(w).length / 2;
    let h = x;
    for (let i = 0; i < layers; i++) {
      h = np.matmul(h, take(w, `layers.${i}.weight`)).add(take(w, `layers.${i}.bias`));
      if (i < layers - 1) h = nn.relu(h);
    }
    return crossEntropy(h, y, outputs);
  };
}

function cnn({
  size,
  filters,
  outputs,
}: {
  size: number;
  filters: number[];
  outputs: number;
}): Loss {
  return (w, x, y) => {
    const B = x.shape[0] as number;
    let images = x;
    let left = size;
    filters.forEach((O, i) => {
      const filter = take(w, `convolutions.${i}.weight`).reshape([-1, O]);
      const products = np.matmul(patches3x3(images), filter).reshape([B, left, left, O]);
      const convolved = nn.relu(products.add(take(w, `convolutions.${i}.bias`)));
      left = Math.floor(left / 2);
      images = np.max(convolved.reshape([B, left, 2, left, 2, O]), [2, 4]);
    });
    const flat = images.reshape([B, -1]);
    const logits = np.matmul(flat, take(w, "classifier.weight")).add(take(w, "classifier.bias"));
    return crossEntropy(logits, y, outputs);
  };
}

/**
 * Each pixel's 3 × 3 neighbours, [B, H, W, C] to [B·H·W, 9·C]. On WebAssembly its own `lax.conv` is a plain sum: 15 to 20 times
 * slower than the product of these, forward and backward.
 */
function patches3x3(images: np.Array): np.Array {
  const [B, H, W, C] = images.shape as [number, number, number, number];
  const padded = np.pad(images, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const shifted: np.Array[] = [];
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++)
      shifted.push(padded.ref.slice([], [row, row + H], [column, column + W], []));
  padded.dispose();
  return np.concatenate(shifted, -1).reshape([B * H * W, 9 * C]);
}

function lstm({
  vocabSize,
  width,
  hidden: H,
}: {
  vocabSize: number;
  width: number;
  hidden: number;
}): Loss {
  return (w, tokens, y) => {
    const [B, T] = tokens.shape as [number, number];
    const wanted = nn.oneHot(np.transpose(tokens).reshape([T * B]), vocabSize);
    const embedded = np.matmul(wanted, take(w, "embedding.weight")).reshape([T * B, width]);
    const fromInputs = np.matmul(embedded, take(w, "lstm.weight_ih")).add(take(w, "lstm.bias"));
    const steps = np.split(fromInputs.reshape([T, B, 4 * H]), T, 0);
    const weight = take(w, "lstm.weight_hh");
    let h = np.zeros([B, H]);
    let c = np.zeros([B, H]);
    const states: np.Array[] = [];
    for (const gates of steps) {
      const a = gates.reshape([B, 4 * H]).add(np.matmul(h, weight.ref));
      const [i, f, g, o] = np.split(a, 4, -1) as [np.Array, np.Array, np.Array, np.Array];
      c = nn
        .sigmoid(f)
        .mul(c)
        .add(nn.sigmoid(i).mul(np.tanh(g)));
      h = nn.sigmoid(o).mul(np.tanh(c.ref));
      states.push(h.ref);
    }
    c.dispose();
    h.dispose();
    weight.dispose();
    const all = np.stack(states, 1).reshape([B * T, H]);
    const logits = np.matmul(all, take(w, "head.weight")).add(take(w, "head.bias"));
    return crossEntropy(logits, y, vocabSize);
  };
}

function take(weights: Weights, name: string): np.Array {
  return weights[name] as np.Array;
}

function crossEntropy(logits: np.Array, labels: np.Array, classes: number): np.Array {
  const wanted = nn.oneHot(labels, classes);
  return nn.logSoftmax(logits).mul(wanted).sum(-1).mean().neg();
}
