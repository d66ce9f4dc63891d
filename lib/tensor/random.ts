/** A stream of reproducible random numbers. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Standard normal, by Box and Muller. */
  normal(): number;
  /** A whole number from 0 to `below - 1`. */
  integer(below: number): number;
  /** The numbers 0 to `length - 1` in random order (Fisher and Yates). */
  permutation(length: number): Int32Array;
}

/**
 * A seeded generator: the same seed gives the same stream everywhere.
 *
 * @param seed any number; its 32 low bits are used
 * @see Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators" (the mixing function)
 */
export function random(seed: number): Random {
  let state = seed >>> 0;
  let spare: number | undefined;
  const uniform = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
  const normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const integer = (below: number) => Math.floor(uniform() * below);
  const permutation = (length: number) => {
    const order = Int32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = integer(i + 1);
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    return order;
  };
  return { uniform, normal, integer, permutation };
}
