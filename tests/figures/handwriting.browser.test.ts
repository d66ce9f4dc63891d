import { expect, test } from "vitest";
import "../../lessons/theme/handwriting.css";
import { handwriting } from "../../lib/data/handwriting.js";
import { strokeImage } from "../../lib/data/strokeImage.js";
import { drawingPad } from "../../lib/figures/drawingPad.js";
import { pixelImages } from "../../lib/figures/pixelImage.js";
import { words } from "../../lib/words/words.js";
import {
  buttonNamed,
  expectAccessible,
  expectToFit,
  mountFigure,
  press,
  textsOf,
} from "./mountFigure.js";

const makePad = () =>
  drawingPad({
    title: "Draw a digit",
    labels: words.handwriting.drawingPad,
    imageOf: (strokes) => strokeImage(strokes),
  });
const surfaceOf = (pad: HTMLElement) => pad.querySelector(".pad-surface") as SVGSVGElement;

/** A drag over points in shares of the surface. */
function drag(surface: SVGSVGElement, points: [number, number][]) {
  surface.setPointerCapture = () => {}; // no real pointer is down in a test
  surface.hasPointerCapture = () => true;
  const fire = (type: string, [x, y]: [number, number]) => {
    const box = surface.getBoundingClientRect(); // a font that arrives late moves it
    surface.dispatchEvent(
      new PointerEvent(type, {
        clientX: box.left + x * box.width,
        clientY: box.top + y * box.height,
        pointerId: 1,
        isPrimary: true,
        bubbles: true,
      }),
    );
  };
  const [first, ...others] = points as [[number, number], ...[number, number][]];
  fire("pointerdown", first);
  for (const each of others) fire("pointermove", each);
  fire("pointerup", points.at(-1) as [number, number]);
}

test("a stroke by pointer becomes the picture that the data would have", async () => {
  const pad = await mountFigure(makePad());
  expect(pad.value).toEqual({ strokes: [], image: undefined });
  let inputs = 0;
  pad.addEventListener("input", () => inputs++);
  drag(surfaceOf(pad), [
    [0.2, 0.1],
    [0.2, 0.9],
  ]);
  expect(inputs).toBe(1);
  const [stroke] = pad.value.strokes;
  expect(stroke?.map((point) => point.map(Math.round))).toEqual([
    [40, 20],
    [40, 180],
  ]);
  const line = [40, 20, 40, 180];
  const wanted = strokeImage([
    [
      [line[0] as number, line[1] as number],
      [line[2] as number, line[3] as number],
    ],
  ]);
  expect(
    Math.max(...wanted.map((v, i) => Math.abs(v - (pad.value.image?.[i] as number)))),
  ).toBeLessThan(0.05);
  expect(textsOf(pad, ".figure-summary")).toEqual([
    "1 stroke drawn, scaled and centred as the data are.",
  ]);
  const canvas = pad.querySelector("canvas") as HTMLCanvasElement;
  const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(0, 0, 28, 28);
  expect(data[4 * (14 * 28 + 13)]).toBe(0); // ink
  expect(data[0]).toBe(255); // paper
  buttonNamed(pad, "Undo stroke").click();
  expect(pad.value).toEqual({ strokes: [], image: undefined });
  expect(inputs).toBe(2);
});

test("the same line can be drawn by keys alone", async () => {
  const pad = await mountFigure(makePad());
  const surface = surfaceOf(pad);
  for (const key of ["ArrowUp", "ArrowUp", " ", "ArrowDown", "ArrowDown", "ArrowDown"])
    press(surface, key);
  expect(textsOf(pad, ".pad-status")).toEqual([
    "Pen down, 50 % from the left and 55 % from the top.",
  ]);
  press(surface, " ");
  expect(pad.value.strokes).toEqual([
    [
      [100, 80],
      [100, 90],
      [100, 100],
      [100, 110],
    ],
  ]);
  press(surface, "Backspace");
  expect(pad.value).toEqual({ strokes: [], image: undefined });
  for (let i = 0; i < 40; i++) press(surface, "ArrowLeft");
  expect(textsOf(pad, ".pad-status")[0]).toContain("0 % from the left");
  press(surface, "Enter");
  surface.dispatchEvent(new FocusEvent("blur")); // leaving lifts the pen
  expect(pad.value.strokes).toEqual([[[0, 110]]]);
  buttonNamed(pad, "Clear").click();
  expect(pad.value).toEqual({ strokes: [], image: undefined });
});

test("pad and pictures are accessible and fit a phone", async () => {
  const pad = await mountFigure(makePad());
  drag(surfaceOf(pad), [
    [0.2, 0.2],
    [0.8, 0.8],
  ]);
  await expectAccessible(pad);
  expectToFit(pad);
  const { images, labels } = handwriting({ writers: "test", seed: 1 }).draw(12);
  const sheet = await mountFigure(
    pixelImages({
      title: "Twelve digits",
      labels: words.handwriting.pixelImages,
      images: Array.from({ length: 12 }, (_, i) => ({
        pixels: images.subarray(784 * i, 784 * (i + 1)),
        caption: String(labels[i]),
        isMarked: i === 3,
      })),
      summary: "Twelve digits by twelve people.",
    }),
  );
  expect(textsOf(sheet, "li")).toEqual([...labels].map(String));
  expect(sheet.querySelectorAll(".is-marked")).toHaveLength(1);
  await expectAccessible(sheet);
  expectToFit(sheet);
});
