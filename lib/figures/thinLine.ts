type Point = readonly [number, number];

/**
 * At most five points for each pixel column: the first, lowest, highest and last, so that a thinned line looks
 * like the whole one and a spike survives, and the first that is not finite, for it breaks the line.
 *
 * @param points in ascending order of their first number
 * @param columns how many pixel columns there are
 */
export function thinLine(points: readonly Point[], columns: number): readonly Point[] {
  if (points.length <= columns * 5) return points;
  const thin: Point[] = [];
  for (let column = 0; column < columns; column++) {
    const start = Math.floor((column * points.length) / columns);
    const end = Math.floor(((column + 1) * points.length) / columns);
    let [low, high, gap] = [-1, -1, -1];
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = start; i < end; i++) {
      const value = (points[i] as Point)[1];
      if (!Number.isFinite(value)) {
        if (gap < 0) gap = i;
        continue;
      }
      if (value < lowest) [low, lowest] = [i, value];
      if (value > highest) [high, highest] = [i, value];
    }
    let last = -1;
    for (const i of [start, low, high, gap, end - 1].sort((a, b) => a - b)) {
      if (i > last) thin.push(points[i] as Point);
      last = Math.max(last, i);
    }
  }
  return thin;
}
