/** Each column's mean and spread, measured on some of the rows. */
export interface Scale {
  /** `[F]`, in the columns' own units. */
  mean: Float64Array;
  /** `[F]`, standard deviations that divide by the number of rows; 1 for a constant column. */
  deviation: Float64Array;
}

/**
 * Measures each column. Fit on the training rows alone: a mean over held-out rows would leak them.
 *
 * @param features `[rows, F]`, row after row
 * @param width F
 * @param rows the row numbers to measure, at least one
 * @throws RangeError when the sizes contradict each other or there is no row
 */
export function fitScale(features: Float32Array, width: number, rows: Int32Array): Scale {
  refuseWidth("fitScale", features, width);
  if (rows.length === 0) throw new RangeError("fitScale: got no rows, want at least one");
  const count = features.length / width;
  const outside = rows.find((row) => row < 0 || row >= count);
  if (outside !== undefined) {
    throw new RangeError(`fitScale: row ${outside} is outside the ${count} rows of features`);
  }
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    const first = valueAt(features, width, rows[0] as number, f);
    let sum = 0;
    let constant = true;
    for (const row of rows) {
      const value = valueAt(features, width, row, f);
      constant &&= value === first;
      sum += value;
    }
    const average = sum / rows.length;
    let squares = 0;
    for (const row of rows) squares += (valueAt(features, width, row, f) - average) ** 2;
    mean[f] = average;
    deviation[f] = constant ? 1 : Math.sqrt(squares / rows.length);
  }
  return { mean, deviation };
}

/**
 * z = (x − mean) / deviation, column by column: on the fitted rows mean 0 and deviation 1.
 *
 * @param features `[rows, F]`, row after row
 * @returns `[rows, F]`, a new array without units
 * @throws RangeError when the features are not whole rows of the scale's width
 */
export function standardize(features: Float32Array, { mean, deviation }: Scale): Float32Array {
  const width = mean.length;
  refuseWidth("standardize", features, width);
  return features.map((value, i) => {
    const f = i % width;
    return (value - (mean[f] as number)) / (deviation[f] as number);
  });
}

function valueAt(features: Float32Array, width: number, row: number, f: number): number {
  return features[row * width + f] as number;
}

function refuseWidth(caller: string, features: Float32Array, width: number): void {
  if (!(Number.isInteger(width) && width > 0) || features.length % width !== 0) {
    throw new RangeError(
      `${caller}: features has ${features.length} numbers, want whole rows of ${width}`,
    );
  }
}
