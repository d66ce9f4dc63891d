import { type Value, value } from "./scalar.js";

/** One derivative, computed twice. */
export interface GradientCheck {
  /** The leaf's label, or its place among the arguments. */
  name: string;
  /** What `backward` gave. */
  backward: number;
  /** `(f(x + h) - f(x - h)) / 2h` */
  numerical: number;
  /** `|backward - numerical| / max(1, |backward|, |numerical|)` */
  error: number;
}

/**
 * Compares `backward` with central differences, in float64.
 *
 * A central difference is wrong by about h² (the curve) plus ε/h (rounding), which is least near
 * h = ε^⅓ ≈ 6e-6: expect errors below 1e-8 where `f` is smooth, and nonsense at a kink.
 *
 * @param f builds the graph from fresh leaves
 * @param at the point, one number for each argument of `f`
 * @returns one check for each argument
 * @see Baydin et al. 2018, "Automatic differentiation in machine learning: a survey", §2.1
 */
export function checkGradients(
  f: (...leaves: Value[]) => Value,
  at: readonly number[],
  { h = 6e-6 }: { h?: number } = {},
): GradientCheck[] {
  const leaves = at.map((x) => value(x));
  f(...leaves).backward();
  return leaves.map(({ grad, label }, i) => {
    const shifted = (by: number) => f(...at.map((x, k) => value(k === i ? x + by : x))).data;
    const step = h * Math.max(1, Math.abs(at[i] as number));
    const numerical = (shifted(step) - shifted(-step)) / (2 * step);
    const error = Math.abs(grad - numerical) / Math.max(1, Math.abs(grad), Math.abs(numerical));
    return { name: label || `argument ${i}`, backward: grad, numerical, error };
  });
}
