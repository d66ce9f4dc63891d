import type { Weight } from "../../lib/compress/weights.js";
import { random } from "../../lib/tensor/random.js";

/** A matrix of normal numbers, a share of which is 0. */
export function anyWeight(seed: number, I: number, O: number, zeros = 0): Weight {
  const stream = random(seed);
  const draw = () => (stream.uniform() < zeros ? 0 : stream.normal());
  return { shape: [I, O], values: Float32Array.from({ length: I * O }, draw) };
}

/** A matrix from rows. */
export function matrix(rows: readonly (readonly number[])[]): Weight {
  return {
    shape: [rows.length, rows[0]?.length ?? 0],
    values: Float32Array.from(rows.flat()),
  };
}
