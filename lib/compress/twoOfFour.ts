import { checkWeight, matrixSizes, type Weight } from "./weights.js";

/** A matrix of which two in each four neighbouring inputs stay: half the numbers, and 2 bits to say where each stood. */
export interface TwoOfFour {
  format: "2:4";
  /** `[I, O]`, with I a multiple of 4 */
  shape: readonly [I: number, O: number];
  /** `[O, I / 2]`, neuron by neuron */
  values: Float32Array<ArrayBuffer>;
  /** Four places of 2 bits in a byte, in the order of `values`. */
  places: Uint8Array<ArrayBuffer>;
}

/** @throws RangeError if the groups do not divide the inputs, or one holds more than two numbers besides 0 */
export function toTwoOfFour(weight: Weight): TwoOfFour {
  checkWeight("toTwoOfFour", "the weight", weight);
  const [I, O] = matrixSizes("toTwoOfFour", "the weight", weight);
  if (I % 4 !== 0) {
    throw new RangeError(`toTwoOfFour: got ${I} inputs, want a multiple of 4`);
  }
  const values = new Float32Array((I * O) / 2);
  const places = new Uint8Array(Math.ceil(values.length / 4));
  let at = 0;
  const put = (value: number, place: number) => {
    values[at] = value;
    places[at >> 2] = (places[at >> 2] as number) | (place << (2 * (at & 3)));
    at++;
  };
  for (let o = 0; o < O; o++) {
    for (let first = 0; first < I; first += 4) {
      const group = [0, 1, 2, 3].map((i) => weight.values[(first + i) * O + o] as number);
      const used = [0, 1, 2, 3].filter((i) => group[i] !== 0);
      if (used.length > 2) {
        throw new RangeError(
          `toTwoOfFour: inputs ${first} to ${first + 3} of neuron ${o} have ${used.length} weights besides 0, want at most 2; prune with patternMask first`,
        );
      }
      for (const spare of [0, 1, 2, 3]) {
        if (used.length < 2 && !used.includes(spare)) used.push(spare);
      }
      for (const i of used.sort()) put(group[i] as number, i);
    }
  }
  return { format: "2:4", shape: [I, O], values, places };
}

/** The matrix again, number for number. */
export function fromTwoOfFour({ shape, values, places }: TwoOfFour): Weight {
  const [I, O] = shape;
  const all = new Float32Array(I * O);
  for (const [at, value] of values.entries()) {
    const place = ((places[at >> 2] as number) >> (2 * (at & 3))) & 3;
    const o = Math.floor(at / (I / 2));
    const first = 4 * Math.floor((at % (I / 2)) / 2);
    all[(first + place) * O + o] = value;
  }
  return { shape, values: all };
}
