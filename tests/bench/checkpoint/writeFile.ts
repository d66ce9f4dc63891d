import { closeSync, openSync, writeSync } from "node:fs";
import { random } from "../../../lib/tensor/random.js";

/** GPT-2 small's sizes. */
export const gpt2Small = {
  vocabSize: 50257,
  contextLength: 1024,
  width: 768,
  heads: 12,
  layers: 12,
};

/** Its tensors by GPT-2's own names. */
export function gpt2Shapes(): Record<string, number[]> {
  const { vocabSize, contextLength, width: C, layers } = gpt2Small;
  const shapes: Record<string, number[]> = {
    "wte.weight": [vocabSize, C],
    "wpe.weight": [contextLength, C],
  };
  for (let i = 0; i < layers; i++) {
    const layer = { "attn.c_attn": [C, 3 * C], "attn.c_proj": [C, C] };
    const wide = { "mlp.c_fc": [C, 4 * C], "mlp.c_proj": [4 * C, C] };
    for (const [name, shape] of Object.entries({ ...layer, ...wide })) {
      shapes[`h.${i}.${name}.weight`] = shape;
      shapes[`h.${i}.${name}.bias`] = [shape[1] as number];
    }
    for (const name of ["ln_1", "ln_2"])
      for (const part of ["weight", "bias"]) shapes[`h.${i}.${name}.${part}`] = [C];
  }
  return { ...shapes, "ln_f.weight": [C], "ln_f.bias": [C] };
}

/**
 * Writes a safetensors file as large as GPT-2 small's, of random numbers.
 *
 * @returns the bytes of its weights
 */
export function writeGpt2(path: string): number {
  const file = openSync(path, "w");
  const header: Record<string, object> = {};
  let end = 0;
  for (const [name, shape] of Object.entries(gpt2Shapes())) {
    const begin = end;
    end += 4 * shape.reduce((product, n) => product * n, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [begin, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeSync(file, length);
  writeSync(file, text);
  const { normal } = random(1);
  const block = Buffer.from(Float32Array.from({ length: 2 ** 18 }, () => 0.02 * normal()).buffer);
  for (let left = end; left > 0; left -= block.length) {
    writeSync(file, left < block.length ? block.subarray(0, left) : block);
  }
  closeSync(file);
  return end;
}
