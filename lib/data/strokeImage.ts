import type { Stroke } from "./strokes.js";

/** Height and width of an image of a character, in pixels. */
export const imageSize = 28;
/** The character itself fits into a square of this many pixels, as in MNIST (LeCun et al. 1998). */
export const boxSize = 20;
const pixels = imageSize * imageSize;

export interface PenOptions {
  /** Of the line, in pixels of the picture. Default 2. */
  penWidth?: number;
  /** Height or width of the character, whichever is larger, in pixels. Default 20. */
  size?: number;
  /** From the middle, in pixels to the right and down. Default none. */
  shift?: readonly [number, number];
  /** `[784]`, where the ink goes, row by row. Default a new array. */
  into?: Float32Array;
}

/**
 * The picture that a pen leaves: the strokes are scaled, with their proportions kept, until they fit a box of 20 × 20
 * pixels, and moved until their ink has its centre of mass in the middle of 28 × 28. The same for a reader's strokes
 * and for drawn data, so that both look alike to a model.
 *
 * @param strokes points in any unit
 * @returns `[784]`, ink from 0 to 1, row by row
 * @throws RangeError if there is no point, a point is not a finite number, or pen and size do not fit the picture
 */
export function strokeImage(
  strokes: readonly Stroke[],
  {
    penWidth = 2,
    size = boxSize,
    shift = [0, 0],
    into = new Float32Array(pixels),
  }: PenOptions = {},
): Float32Array {
  if (!(penWidth > 0 && penWidth < size && size <= imageSize)) {
    throw new RangeError(
      `strokeImage: got a pen ${penWidth} pixels wide for a character of ${size}, want a pen above 0 and below the size, and a size up to ${imageSize}`,
    );
  }
  into.fill(0);
  for (const line of linesOf(fitted(strokes, size - penWidth, (penWidth - 1) / 2, shift)))
    paint(line, penWidth / 2, into);
  return into;
}

/** A straight piece of a stroke: from, to. */
type Line = readonly [number, number, number, number];

function linesOf(strokes: readonly Stroke[]): Line[] {
  return strokes.flatMap((stroke) => {
    const [first] = stroke;
    if (!first) return [];
    if (stroke.length === 1) return [[...first, ...first] as Line]; // a dot
    return stroke.slice(1).map((to, i) => [...(stroke[i] as [number, number]), ...to] as Line);
  });
}

/** The strokes in pixels: at most `size` wide and high, centred by mass, inside the picture. */
function fitted(
  strokes: readonly Stroke[],
  size: number,
  room: number,
  by: readonly [number, number],
): Stroke[] {
  const points = strokes.flat();
  if (points.length === 0) throw new RangeError("strokeImage: got no point, want at least one");
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    if (!(Number.isFinite(x) && Number.isFinite(y))) {
      throw new RangeError(`strokeImage: got the point [${x}, ${y}], want finite numbers`);
    }
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const extent = Math.max(right - left, bottom - top);
  const scale = extent > 0 ? size / extent : 1;
  const [massX, massY] = centreOfMass(linesOf(strokes));
  const middle = (imageSize - 1) / 2; // pixel centres are whole numbers
  const shift = (mass: number, low: number, high: number, by: number) => {
    const wanted = middle - scale * mass + by;
    return Math.min(Math.max(wanted, room - scale * low), imageSize - 1 - room - scale * high);
  };
  const [dx, dy] = [shift(massX, left, right, by[0]), shift(massY, top, bottom, by[1])];
  return strokes.map((stroke) => stroke.map(([x, y]) => [scale * x + dx, scale * y + dy] as const));
}

function centreOfMass(lines: readonly Line[]): [number, number] {
  let [mass, sumX, sumY] = [0, 0, 0];
  for (const [x1, y1, x2, y2] of lines) {
    const length = Math.hypot(x2 - x1, y2 - y1) + 1e-9; // a lone dot has a place too
    mass += length;
    sumX += (length * (x1 + x2)) / 2;
    sumY += (length * (y1 + y2)) / 2;
  }
  return [sumX / mass, sumY / mass];
}

/** Darkens the pixels near a line: all ink within the radius, none from one pixel further. */
function paint([x1, y1, x2, y2]: Line, radius: number, pixels: Float32Array): void {
  const reach = radius + 0.5;
  const [dx, dy] = [x2 - x1, y2 - y1];
  const lengthSquared = dx * dx + dy * dy;
  const first = (low: number) => Math.max(0, Math.ceil(low - reach));
  const last = (high: number) => Math.min(imageSize - 1, Math.floor(high + reach));
  for (let y = first(Math.min(y1, y2)); y <= last(Math.max(y1, y2)); y++) {
    for (let x = first(Math.min(x1, x2)); x <= last(Math.max(x1, x2)); x++) {
      const along = lengthSquared > 0 ? ((x - x1) * dx + (y - y1) * dy) / lengthSquared : 0;
      const t = Math.min(1, Math.max(0, along));
      const [ex, ey] = [x - x1 - t * dx, y - y1 - t * dy];
      const distance = Math.sqrt(ex * ex + ey * ey); // several times faster than Math.hypot
      const ink = Math.min(1, reach - distance);
      const i = y * imageSize + x;
      if (ink > (pixels[i] as number)) pixels[i] = ink;
    }
  }
}
