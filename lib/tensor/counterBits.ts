/**
 * 32 random bits for each place of a tensor, from a seed and the place's number alone: no state, so every device
 * makes the same ones, in any order, and a backward pass can make them again.
 *
 * @see Wellons 2018, "Prospecting for hash functions", lowbias32, https://nullprogram.com/blog/2018/07/31/
 */
export function counterBits(seed: number, place: number): number {
  return mixed(mixed(seed) ^ place);
}

function mixed(bits: number): number {
  let x = bits >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
