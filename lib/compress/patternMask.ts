import { checkWeight, matrixSizes, type Weight } from "./weights.js";

export interface Pattern {
  /** Weights that stay in each group. */
  keep: number;
  /** Weights in a group. */
  of: number;
}

/**
 * An N:M pattern: of every M neighbouring inputs of a neuron, the N largest weights stay, so that a processor can skip
 * the others without looking. 2:4 is what NVIDIA's sparse tensor cores run.
 *
 * @param weight `[I, O]`; groups run along I, where products are summed
 * @returns a mask of `[I, O]`. Of equal weights the later stays.
 * @throws RangeError if the groups do not divide I, or the pattern cannot be
 * @see Mishra et al. 2021, "Accelerating sparse deep neural networks", §3, https://arxiv.org/abs/2104.08378
 */
export function patternMask(
  weight: Weight,
  { keep, of }: Pattern = { keep: 2, of: 4 },
): Uint8Array<ArrayBuffer> {
  checkWeight("patternMask", "the weight", weight);
  const [I, O] = matrixSizes("patternMask", "the weight", weight);
  if (!(Number.isInteger(keep) && Number.isInteger(of) && keep > 0 && keep <= of)) {
    throw new RangeError(
      `patternMask: got ${keep} of ${of}, want whole numbers, such as 2 of 4, with at least 1 kept`,
    );
  }
  if (I % of !== 0) {
    throw new RangeError(
      `patternMask: got ${I} inputs in groups of ${of}, want groups that divide the inputs`,
    );
  }
  const mask = new Uint8Array(I * O).fill(1);
  for (let o = 0; o < O; o++) {
    for (let first = 0; first < I; first += of) {
      const places = Array.from({ length: of }, (_, i) => (first + i) * O + o);
      const size = (place: number) => Math.abs(weight.values[place] as number);
      places.sort((a, b) => size(a) - size(b) || a - b);
      for (const place of places.slice(0, of - keep)) mask[place] = 0;
    }
  }
  return mask;
}
