/** Where a pen went from putting it down to lifting it: points `[x, y]`, y downwards. */
export type Stroke = readonly (readonly [number, number])[];

/**
 * A smooth curve through points (Catmull and Rom 1974), as a chain of short lines.
 *
 * @param points at least one
 * @param steps lines from one point to the next; default 6
 */
export function smoothCurve(points: Stroke, steps = 6): Stroke {
  if (points.length < 3) return points;
  const at = (i: number) => points[Math.min(Math.max(i, 0), points.length - 1)] as [number, number];
  const curve: [number, number][] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      const between = (k: 0 | 1) =>
        b[k] +
        0.5 *
          t *
          (c[k] -
            a[k] +
            t * (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k] + t * (3 * (b[k] - c[k]) + d[k] - a[k])));
      curve.push([between(0), between(1)]);
    }
  }
  curve.push(at(points.length - 1));
  return curve;
}
