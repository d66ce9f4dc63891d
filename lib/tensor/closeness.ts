/** How far an array is from what was expected. */
export interface Closeness {
  /** Largest |actual − expected|. */
  maxAbsolute: number;
  /** Largest |actual − expected| / |expected|, where expected is not 0. */
  maxRelative: number;
  /** The first value outside the tolerance; absent when all are within. */
  firstOffence?: { index: number; coordinates: number[]; actual: number; expected: number };
  /** `all within …`, or where the first offence is: `row 2, column 3 is 0.83, expected 1`. */
  sentence: string;
}

export interface Tolerance {
  /** Allowed share of |expected|; default 1e-5. */
  relative?: number;
  /** Allowed beside that, for values near 0; default the same as `relative`. */
  absolute?: number;
}

/**
 * Compares two flat arrays: a value passes when |actual − expected| ≤ absolute + relative·|expected|.
 * NaN equals NaN, and an infinity equals itself.
 *
 * @param shape of both arrays, for the coordinates; default one axis
 * @throws RangeError when lengths and shape disagree
 */
export function closeness(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-5, absolute = relative }: Tolerance = {},
  shape: readonly number[] = [expected.length],
): Closeness {
  const size = shape.reduce((product, n) => product * n, 1);
  if (actual.length !== expected.length || expected.length !== size) {
    throw new RangeError(
      `closeness: ${actual.length} values came, ${expected.length} were expected, and shape [${shape}] holds ${size}`,
    );
  }
  const result: Closeness = { maxAbsolute: 0, maxRelative: 0, sentence: "" };
  for (let index = 0; index < size; index++) {
    const a = actual[index] as number;
    const e = expected[index] as number;
    if (Object.is(a, e) || a === e) continue;
    const gap = Number.isNaN(a - e) ? Number.POSITIVE_INFINITY : Math.abs(a - e);
    const share = gap === Number.POSITIVE_INFINITY ? gap : gap / Math.abs(e);
    result.maxAbsolute = Math.max(result.maxAbsolute, gap);
    if (e !== 0) result.maxRelative = Math.max(result.maxRelative, share);
    const allowed = Number.isFinite(e) ? absolute + relative * Math.abs(e) : 0;
    if (gap > allowed && !result.firstOffence) {
      const coordinates = coordinatesOf(index, shape);
      result.firstOffence = { index, coordinates, actual: a, expected: e };
    }
  }
  const offence = result.firstOffence;
  result.sentence = offence
    ? `${place(offence.coordinates)} is ${brief(offence.actual)}, expected ${brief(offence.expected)}`
    : `all ${size} values are within ${relative} of what was expected`;
  return result;
}

/** Where a flat index lies: `coordinatesOf(5, [2, 3])` is `[1, 2]`. */
export function coordinatesOf(index: number, shape: readonly number[]): number[] {
  const coordinates: number[] = [];
  let rest = index;
  for (const n of [...shape].reverse()) {
    coordinates.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return coordinates;
}

function place(coordinates: readonly number[]): string {
  const [first, second] = coordinates;
  if (coordinates.length === 0) return "the value";
  if (coordinates.length === 1) return `value ${first}`;
  if (coordinates.length === 2) return `row ${first}, column ${second}`;
  return `the value at [${coordinates.join(", ")}]`;
}

function brief(value: number): string {
  return String(Number(value.toPrecision(6)));
}
