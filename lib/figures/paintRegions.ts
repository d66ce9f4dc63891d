import { rgb } from "d3-color";

/** A grid of points over two features, its first row at the lowest y. */
export interface RegionGrid {
  columns: number;
  rows: number;
  xDomain: readonly [number, number];
  yDomain: readonly [number, number];
}

/**
 * Paints class probabilities: the classes' colours mixed by probability, more solid where one class is certain.
 *
 * @param canvas of `columns` × `rows` pixels
 * @param probabilities `[rows, columns, classes]`, row 0 lowest; an empty array clears the canvas
 * @param colours each class's resolved CSS colour
 * @throws if `probabilities` has another length
 */
export function paintRegions(
  canvas: HTMLCanvasElement,
  { columns, rows }: RegionGrid,
  probabilities: ArrayLike<number>,
  colours: readonly string[],
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const classes = colours.length;
  if (probabilities.length === 0) {
    context.clearRect(0, 0, columns, rows);
    return;
  }
  if (probabilities.length !== rows * columns * classes) {
    throw new Error(
      `decisionRegions: ${probabilities.length} probabilities came, wanted ${rows} × ${columns} × ${classes}`,
    );
  }
  const solid = colours.map((text) => rgb(text));
  const image = context.createImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * columns + column) * classes;
      const to = ((rows - 1 - row) * columns + column) * 4;
      let [r, g, b, highest] = [0, 0, 0, 0];
      solid.forEach((colour, k) => {
        const p = probabilities[from + k] ?? 0;
        r += p * colour.r;
        g += p * colour.g;
        b += p * colour.b;
        highest = Math.max(highest, p);
      });
      const certainty = Math.max(0, (highest - 1 / classes) / (1 - 1 / classes));
      image.data.set([r, g, b, 255 * (0.06 + 0.34 * certainty)], to);
    }
  }
  context.putImageData(image, 0, 0);
}

/** The most probable class in the grid square that holds a point; outside, in the nearest square. */
export function regionAt(
  { columns, rows, xDomain, yDomain }: RegionGrid,
  probabilities: ArrayLike<number>,
  classes: number,
  x: number,
  y: number,
): number {
  const place = (value: number, [low, high]: readonly [number, number], count: number) =>
    Math.min(count - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * count)));
  const from = (place(y, yDomain, rows) * columns + place(x, xDomain, columns)) * classes;
  let best = 0;
  for (let k = 1; k < classes; k++) {
    if ((probabilities[from + k] ?? 0) > (probabilities[from + best] ?? 0)) best = k;
  }
  return best;
}
