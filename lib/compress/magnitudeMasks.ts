import { checkMasks, checkSparsity, type Masks, roundHalfEven } from "./masks.js";
import { checkWeight, type Weights } from "./weights.js";

export interface MagnitudeOptions {
  /**
   * The share of weights that goes, from 0 to 1. For scope `layer` also a share for each parameter by name; one that
   * is not named keeps everything.
   */
  sparsity: number | Readonly<Record<string, number>>;
  /** `global`: the smallest of all parameters together go; `layer`: of each parameter by itself. */
  scope: "global" | "layer";
  /** What has gone already goes again, and counts. Default nothing. */
  within?: Masks;
}

/**
 * Magnitude pruning: the weights nearest to 0 go. Of equal ones, the earlier goes. The counts are rounded as PyTorch's.
 *
 * @param weights those to prune; leave biases out
 * @throws RangeError for a sparsity outside 0 to 1, numbers that are not finite, no weights, or less sparsity than `within`
 * @see Han et al. 2015, "Learning both weights and connections for efficient neural networks", §3
 */
export function magnitudeMasks(
  weights: Weights,
  { sparsity, scope, within = {} }: MagnitudeOptions,
): Masks {
  const names = Object.keys(weights);
  if (names.length === 0) throw new RangeError("magnitudeMasks: got no weights, want at least one");
  for (const name of names) checkWeight("magnitudeMasks", name, weights[name] as Weights[string]);
  checkMasks("magnitudeMasks", weights, within);
  const magnitudes = names.map((name) => magnitudesOf(name, weights, within));
  if (scope === "global") {
    if (typeof sparsity !== "number") {
      throw new RangeError(
        "magnitudeMasks: got a sparsity for each parameter, want one number when global",
      );
    }
    return cut(names, magnitudes, sparsity);
  }
  if (scope !== "layer") {
    throw new RangeError(`magnitudeMasks: got scope "${scope}", want "global" or "layer"`);
  }
  if (typeof sparsity !== "number") {
    const unknown = Object.keys(sparsity).find((name) => !Object.hasOwn(weights, name));
    if (unknown !== undefined) {
      throw new RangeError(
        `magnitudeMasks: got a sparsity for "${unknown}", want one of ${names.join(", ")}`,
      );
    }
  }
  const own = (name: string) => (typeof sparsity === "number" ? sparsity : (sparsity[name] ?? 0));
  return Object.assign(
    {},
    ...names.map((name, i) => cut([name], [magnitudes[i] as Float32Array], own(name))),
  );
}

/** Sizes to compare; what has gone already is below everything. */
function magnitudesOf(name: string, weights: Weights, within: Masks): Float32Array {
  const mask = within[name];
  return (weights[name] as Weights[string]).values.map((value, i) =>
    mask && !mask[i] ? -1 : Math.abs(value),
  );
}

function cut(names: string[], magnitudes: Float32Array[], sparsity: number): Masks {
  checkSparsity("magnitudeMasks", sparsity);
  const total = magnitudes.reduce((sum, { length }) => sum + length, 0);
  const gone = magnitudes.reduce((sum, each) => sum + each.filter((size) => size < 0).length, 0);
  const count = roundHalfEven(sparsity * total);
  if (count < gone) {
    throw new RangeError(
      `magnitudeMasks: got sparsity ${sparsity}, but ${gone} of ${total} weights are gone already; want at least ${gone / total}`,
    );
  }
  const all = new Float32Array(total);
  let offset = 0;
  for (const each of magnitudes) {
    all.set(each, offset);
    offset += each.length;
  }
  const limit = count === 0 ? -Infinity : (all.slice().sort()[count - 1] as number);
  let equals = count - all.reduce((below, size) => below + Number(size < limit), 0); // go too
  return Object.fromEntries(
    names.map((name, i) => {
      const goes = (size: number) => size < limit || (size === limit && equals-- > 0);
      return [name, Uint8Array.from(magnitudes[i] as Float32Array, (size) => Number(!goes(size)))];
    }),
  );
}
