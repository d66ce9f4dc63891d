import { codeOf, gridFor, type Scheme } from "./quantizationGrid.js";

/**
 * How the range of the codes is found: from the least to the greatest number; so that a share of the numbers, in
 * percent, lies inside; or so that the mean squared error is least.
 */
export type Calibration = "minMax" | "mse" | { percentile: number };

/** Shares of the whole range that `mse` tries. */
const steps = 80;

/**
 * The range that the codes of some numbers should cover.
 *
 * @param values at least one
 * @throws RangeError for a percentile outside 50 to 100, or another way
 */
export function calibrateRange(
  values: Float32Array,
  calibration: Calibration,
  { bits, scheme }: { bits: number; scheme: Scheme },
): [least: number, greatest: number] {
  if (typeof calibration === "object") return insidePercentile(values, calibration, scheme);
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (calibration === "minMax") return [least, greatest];
  if (calibration !== "mse") {
    throw new RangeError(
      `calibrateRange: got "${calibration}", want "minMax", "mse" or { percentile }`,
    );
  }
  let best: { error: number; range: [number, number] } = { error: Infinity, range: [0, 0] };
  for (let step = steps; step >= 1; step--) {
    const range: [number, number] = [(least * step) / steps, (greatest * step) / steps];
    const grid = gridFor(range, bits, scheme);
    let error = 0;
    for (const value of values) {
      error += (grid.scale * (codeOf(value, grid) - grid.zero) - value) ** 2;
    }
    if (error < best.error) best = { error, range };
  }
  return best.range;
}

/** Symmetric: that share of the sizes lies inside. Affine: as many are left out below as above. */
function insidePercentile(
  values: Float32Array,
  { percentile }: { percentile: number },
  scheme: Scheme,
): [number, number] {
  if (!(percentile >= 50 && percentile <= 100)) {
    throw new RangeError(
      `calibrateRange: got percentile ${percentile}, want a number from 50 to 100`,
    );
  }
  if (scheme === "symmetric") {
    const most = quantile(values.map(Math.abs).sort(), percentile / 100);
    return [-most, most];
  }
  const sorted = values.slice().sort();
  const outside = (1 - percentile / 100) / 2;
  return [quantile(sorted, outside), quantile(sorted, 1 - outside)];
}

/** Between neighbours as PyTorch does, linearly. */
function quantile(sorted: Float32Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + ((sorted[Math.ceil(at)] as number) - below) * (at - Math.floor(at));
}
