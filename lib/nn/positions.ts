import * as tf from "@tensorflow/tfjs";

/**
 * The positions of the first Transformer: each pair of columns is a sine and a cosine of the place, from a wave of
 * length 2π to one of nearly 2π·10000. Column 2i is `sin(t / 10000^(2i/C))`, column 2i+1 the cosine of the same.
 *
 * The product of two rows depends on their distance alone, because `sin a sin b + cos a cos b = cos(a - b)`.
 *
 * @param length how many places, T
 * @param width numbers for each, C
 * @returns `[T, C]`, which the caller owns
 * @throws RangeError unless T is a whole number above 0 and C an even one
 * @see Vaswani et al. 2017, "Attention is all you need", §3.5, https://arxiv.org/abs/1706.03762
 */
export function sinusoidalPositions(length: number, width: number): tf.Tensor2D {
  if (!(Number.isInteger(length) && length > 0)) {
    throw new RangeError(
      `sinusoidalPositions: got length ${length}, want a whole number of places above 0`,
    );
  }
  const rates = rotationRates(width, 10_000, "sinusoidalPositions");
  const numbers = new Float32Array(length * width);
  for (let t = 0; t < length; t++) {
    for (const [i, rate] of rates.entries()) {
      numbers[t * width + 2 * i] = Math.sin(t * rate);
      numbers[t * width + 2 * i + 1] = Math.cos(t * rate);
    }
  }
  return tf.tensor2d(numbers, [length, width]);
}

/**
 * The angles, in radians, by which each pair of columns turns from one place to the next: `base^(-2i/width)`.
 *
 * @throws RangeError naming `caller` unless the width is even and the base at least 1
 */
export function rotationRates(width: number, base: number, caller: string): number[] {
  if (!(Number.isInteger(width) && width > 0 && width % 2 === 0)) {
    throw new RangeError(`${caller}: got width ${width}, want an even whole number above 0`);
  }
  if (!(base >= 1 && Number.isFinite(base))) {
    throw new RangeError(`${caller}: got base ${base}, want a number from 1`);
  }
  return Array.from({ length: width / 2 }, (_, i) => base ** ((-2 * i) / width));
}
