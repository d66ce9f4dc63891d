import { describe, expect, it } from "vitest";
import { strokeImage } from "../../lib/data/strokeImage.js";
import { type Stroke, smoothCurve } from "../../lib/data/strokes.js";

const line: Stroke = [
  [5, 100],
  [5, 300],
];
/** The first and last row and column with ink of at least a half. */
function boxOf(ink: Float32Array) {
  const inked = [...ink.keys()].filter((p) => (ink[p] as number) >= 0.5);
  const rows = inked.map((p) => Math.floor(p / 28));
  const columns = inked.map((p) => p % 28);
  return [Math.min(...rows), Math.max(...rows), Math.min(...columns), Math.max(...columns)];
}

describe("strokeImage", () => {
  it("makes a vertical line 20 pixels high, two wide, in the middle", () => {
    const ink = strokeImage([line]);
    expect(boxOf(ink)).toEqual([4, 23, 13, 14]);
    expect(ink[14 * 28 + 13]).toBe(1); // half a pixel from the line, within the pen's radius of one
    expect(ink[14 * 28 + 12]).toBe(0);
  });

  it("does not care where or how large something was drawn", () => {
    const other = line.map(([x, y]) => [1000 + 7 * x, 7 * y - 3000] as const);
    expect(boxOf(strokeImage([other]))).toEqual(boxOf(strokeImage([line])));
  });

  it("keeps proportions, and centres by ink and not by the box", () => {
    const corner: Stroke = [
      [0, 0],
      [0, 100],
      [50, 100],
    ];
    const [top, bottom, left, right] = boxOf(strokeImage([corner])) as [
      number,
      number,
      number,
      number,
    ];
    expect(bottom - top).toBe(19);
    expect(right - left).toBe(10);
    expect(left).toBeGreaterThan(9); // most ink is at the left, so the box moves to the right
    expect(top).toBeLessThan(4);
  });

  it("draws a dot, and shifts, sizes and reuses as told", () => {
    expect(boxOf(strokeImage([[[3, 3]]]))).toEqual([13, 14, 13, 14]);
    const into = new Float32Array(784).fill(9);
    const made = strokeImage([line], { size: 10, shift: [3, -2], into });
    expect(made).toBe(into);
    expect(boxOf(into)).toEqual([7, 16, 16, 17]);
    expect(Math.max(...into)).toBe(1);
  });

  it("keeps everything inside the picture, whatever the shift", () => {
    expect(boxOf(strokeImage([line], { shift: [-99, 99] }))).toEqual([8, 27, 0, 1]);
  });

  it("refuses nothing, numbers that are none, and pens that do not fit", () => {
    expect(() => strokeImage([])).toThrow("strokeImage: got no point, want at least one");
    expect(() => strokeImage([[[1, Number.NaN]]])).toThrow(
      "strokeImage: got the point [1, NaN], want finite numbers",
    );
    expect(() => strokeImage([line], { penWidth: 0 })).toThrow("got a pen 0 pixels wide");
    expect(() => strokeImage([line], { penWidth: 20 })).toThrow("for a character of 20");
    expect(() => strokeImage([line], { size: 29 })).toThrow("a size up to 28");
  });
});

describe("smoothCurve", () => {
  it("passes through its points and is straight where they are", () => {
    const points: Stroke = [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ];
    const curve = smoothCurve(points, 4);
    expect(curve).toHaveLength(13);
    for (const [i, point] of points.entries()) expect(curve[4 * i]).toEqual(point);
    for (const [x, y] of curve) expect(x).toBeCloseTo(y, 12);
  });

  it("goes half way as Catmull and Rom have it", () => {
    const points: Stroke = [
      [0, 0],
      [1, 2],
      [2, 2],
      [3, 0],
    ];
    expect(smoothCurve(points, 2)[3]).toEqual([1.5, 2.25]); // (-0 + 9·2 + 9·2 - 0) / 16
  });
});
