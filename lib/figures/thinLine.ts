type Point = readonly [number, number];

/**
 * At most four points for each pixel column: the first, lowest, highest and last, so that a thinned line looks
 * like the whole one and a spike survives. Values that are not finite are kept, for they break the line.
 *
 * @param points in ascending order of their first number
 * @param columns how many pixel columns there are
 */
export function thinLine(points: readonly Point[], columns: number): readonly Point[] {
  if (points.length <= columns * 4) return points;
  const thin: Point[] = [];
  for (let column = 0; column < columns; column++) {
    const start = Math.floor((column * points.length) / columns);
    const end = Math.floor(((column + 1) * points.length) / columns);
    const kept = new Set([start, end - 1]);
    let [low, high] = [start, start];
    for (let i = start; i < end; i++) {
      const value = (points[i] as Point)[1];
      if (!Number.isFinite(value)) kept.add(i);
      if (value < (points[low] as Point)[1]) low = i;
      if (value > (points[high] as Point)[1]) high = i;
    }
    kept.add(low).add(high);
    for (const i of [...kept].sort((a, b) => a - b)) thin.push(points[i] as Point);
  }
  return thin;
}
