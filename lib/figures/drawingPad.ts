import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { paintPixels } from "./pixelImage.js";

/** Where the pen went from putting it down to lifting it. */
type Stroke = [number, number][];

export interface DrawingPadLabels extends FrameLabels {
  /** Names the surface, and says how to draw by keyboard. */
  surface: string;
  undo: string;
  clear: string;
  /** Under the small picture. */
  seen: string;
  /** Columns of the table. */
  stroke: string;
  points: string;
  /** One sentence on what is there. */
  summary(strokes: number): string;
  /** After a key: where the pen is, in shares of the surface from the left and the top, and whether it draws. */
  pen(isDown: boolean, x: number, y: number): string;
}

export interface DrawingPadOptions {
  title: string;
  labels: DrawingPadLabels;
  /** The picture that a model gets of these strokes, 28 × 28 numbers from 0 to 1. */
  imageOf: (strokes: readonly Stroke[]) => ArrayLike<number>;
}

/** What a reader drew. */
export interface Drawing {
  /** Points from 0 to 200, y downwards. */
  strokes: Stroke[];
  /** As `imageOf` made it; undefined while nothing is drawn. */
  image: ArrayLike<number> | undefined;
}

/** Its `value` is what is drawn; `input` tells of a stroke's end. */
export type DrawingPad = HTMLElement & { readonly value: Drawing };

const size = 200;
/** How far an arrow key moves the pen. */
const keyStep = 10;

/** A surface to draw a character on, by mouse, pen, touch or keys, and the picture that a model gets of it. */
export function drawingPad({ title, labels, imageOf }: DrawingPadOptions): DrawingPad {
  const frame = figureFrame({ title, labels, name: "figure-drawing-pad" });
  const svgNode = <K extends keyof SVGElementTagNameMap>(tag: K, attributes: object) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  };
  const surface = svgNode("svg", {
    class: "pad-surface",
    viewBox: `0 0 ${size} ${size}`,
    tabindex: 0,
    role: "application",
    "aria-label": labels.surface,
  });
  const ink = svgNode("path", { class: "pad-ink" });
  const cursor = svgNode("circle", { class: "pad-cursor", r: 5, cx: size / 2, cy: size / 2 });
  surface.append(ink, cursor);
  const canvas = element("canvas", {
    class: "pad-seen",
    width: 28,
    height: 28,
    "aria-hidden": "true",
  });
  const status = element("p", { class: "pad-status", role: "status" });
  const button = (label: string, act: () => void) => {
    const made = element("button", { type: "button" }, label);
    made.addEventListener("click", () => {
      act();
      changed();
    });
    return made;
  };
  const controls = element(
    "div",
    { class: "figure-controls" },
    button(labels.undo, () => void strokes.pop()),
    button(labels.clear, () => void strokes.splice(0)),
  );
  frame.body.append(
    element(
      "div",
      { class: "pad-parts" },
      element("div", { class: "pad-holder" }, surface as unknown as HTMLElement),
      element("div", { class: "pad-picture" }, canvas, element("p", {}, labels.seen)),
    ),
    controls,
    status,
  );

  const strokes: Stroke[] = [];
  let current: Stroke | undefined; // while the pen is down
  let image: ArrayLike<number> | undefined;
  const show = () => {
    const path = (stroke: Stroke) => `M${[...stroke, stroke.at(-1)].map(String).join("L")}`;
    ink.setAttribute("d", strokes.map(path).join(""));
    image = strokes.length > 0 ? imageOf(strokes) : undefined;
    paintPixels(canvas, image ?? new Float32Array(28 * 28));
    frame.summarise(labels.summary(strokes.length));
    frame.tabulate(() => [
      {
        columns: [labels.stroke, labels.points],
        rows: strokes.map((stroke, i) => [
          String(i + 1),
          stroke.map(([x, y]) => `${Math.round(x)},${Math.round(y)}`).join(" "),
        ]),
      },
    ]);
  };
  const changed = () => {
    current = undefined;
    show();
    frame.figure.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const put = (point: [number, number]) => {
    if (!current) {
      current = [];
      strokes.push(current);
    }
    current.push(point);
    show();
  };

  const pointOf = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const box = surface.getBoundingClientRect();
    const at = (p: number, from: number, length: number) =>
      Math.min(size, Math.max(0, (size * (p - from)) / length));
    return [at(clientX, box.left, box.width), at(clientY, box.top, box.height)];
  };
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    surface.setPointerCapture(event.pointerId);
    current = undefined;
    put(pointOf(event));
  });
  surface.addEventListener("pointermove", (event) => {
    if (!current || !surface.hasPointerCapture(event.pointerId)) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length > 0 ? all : [event]) put(pointOf(each));
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    surface.addEventListener(end, () => {
      if (current) changed();
    });
  }

  const pen: [number, number] = [size / 2, size / 2];
  const moves: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  surface.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (move) {
      for (const axis of [0, 1] as const) {
        pen[axis] = Math.min(size, Math.max(0, pen[axis] + keyStep * move[axis]));
      }
      if (current) put([...pen]);
    } else if (event.key === " " || event.key === "Enter") {
      if (current) changed();
      else put([...pen]);
    } else if (event.key === "Backspace" || event.key === "Delete") {
      strokes.pop();
      changed();
    } else return;
    event.preventDefault();
    cursor.setAttribute("cx", String(pen[0]));
    cursor.setAttribute("cy", String(pen[1]));
    cursor.classList.toggle("is-down", current !== undefined);
    status.textContent = labels.pen(current !== undefined, pen[0] / size, pen[1] / size);
  });
  surface.addEventListener("blur", () => {
    if (current) changed(); // whoever leaves by Tab has lifted the pen
    cursor.classList.remove("is-down");
  });

  show();
  return Object.defineProperty(frame.figure, "value", {
    get: (): Drawing => ({ strokes: strokes.map((stroke) => [...stroke]), image }),
  }) as DrawingPad;
}
