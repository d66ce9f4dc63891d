/**
 * How probable it is that Student's t with a whole number of degrees of freedom is between -t and t.
 *
 * @param degrees ν, a whole number above 0
 * @see Abramowitz and Stegun 1964, "Handbook of mathematical functions", 26.7.3 and 26.7.4
 */
export function studentWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, squared] = [Math.sin(angle), Math.cos(angle) ** 2];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = 0;
  for (let k = isOdd ? 1 : 0; k <= degrees - 2; k += 2) {
    sum += term;
    term *= (squared * (k + 1)) / (k + 2);
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/**
 * The t that Student's t exceeds, in either direction, with probability `1 - confidence`.
 *
 * @throws RangeError unless the degrees are a whole number above 0 and the confidence lies between 0 and 1
 */
export function studentQuantile(confidence: number, degrees: number): number {
  if (!(Number.isInteger(degrees) && degrees > 0 && confidence > 0 && confidence < 1)) {
    throw new RangeError(
      `studentQuantile: got ${degrees} degrees of freedom and confidence ${confidence}, want a whole number above 0 and a share between 0 and 1`,
    );
  }
  let [low, high] = [0, 1];
  while (studentWithin(high, degrees) < confidence) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
