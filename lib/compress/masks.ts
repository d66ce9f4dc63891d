import { checkWeight, type Weights } from "./weights.js";

/** For each parameter that is pruned, 1 for a weight that stays and 0 for one that goes. */
export type Masks = Readonly<Record<string, Uint8Array>>;

/** The weights with those that go set to 0; parameters without a mask stay. @throws RangeError if a mask does not fit */
export function applyMasks(weights: Weights, masks: Masks): Weights {
  checkMasks("applyMasks", weights, masks);
  const applied = Object.entries(masks).map(([name, mask]) => {
    const { shape, values } = weights[name] as Weights[string];
    return [name, { shape, values: values.map((value, i) => (mask[i] ? value : 0)) }] as const;
  });
  return { ...weights, ...Object.fromEntries(applied) };
}

/** How many of the masked parameters' weights there are, and how many stay. */
export function countKept(masks: Masks): { kept: number; total: number } {
  let [kept, total] = [0, 0];
  for (const mask of Object.values(masks)) {
    total += mask.length;
    for (const keep of mask) kept += keep;
  }
  return { kept, total };
}

/** A mask that lets everything stay, for each of these weights. */
export function fullMasks(weights: Weights): Masks {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { values }]) => [
      name,
      new Uint8Array(values.length).fill(1),
    ]),
  );
}

/** @throws RangeError unless each mask has a parameter of its size */
export function checkMasks(who: string, weights: Weights, masks: Masks): void {
  for (const [name, mask] of Object.entries(masks)) {
    const weight = Object.hasOwn(weights, name) ? weights[name] : undefined;
    if (!weight)
      throw new RangeError(`${who}: got a mask for "${name}", which is not among the weights`);
    checkWeight(who, name, weight);
    if (mask.length !== weight.values.length) {
      throw new RangeError(
        `${who}: the mask of ${name} has ${mask.length} places, want ${weight.values.length}`,
      );
    }
  }
}

/** @throws RangeError if it is not a share */
export function checkSparsity(who: string, sparsity: number): void {
  if (sparsity >= 0 && sparsity <= 1) return;
  throw new RangeError(
    `${who}: got sparsity ${sparsity}, want a number from 0 (keep everything) to 1 (keep nothing)`,
  );
}

/** To the nearest whole number, halves to the even one, as Python's `round`, so that counts are PyTorch's. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
