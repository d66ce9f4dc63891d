import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { colour, seriesColour } from "./palette.js";
import { type StepperLabels, stepper } from "./stepper.js";

/** The same numbers in one of the shapes that they go through. */
export interface ReshapeStage {
  /** What was done to get here. */
  name: string;
  /** A letter for each axis. */
  axes: readonly string[];
  shape: readonly number[];
  /** Which number lies at each place, in the order of memory: ids from 0, each once. */
  ids: readonly number[];
}

export interface ReshapePictureLabels extends FrameLabels, StepperLabels {
  /** Before the row of numbers in the order of memory. */
  memory: string;
  /** Where the followed number is at each stage. */
  summary(number: string, places: readonly { axes: string; place: string }[]): string;
  /** Columns of the table before one for each stage. */
  number: string;
}

export interface ReshapePictureOptions {
  title: string;
  labels: ReshapePictureLabels;
  stages: readonly ReshapeStage[];
  /** What is written for each id. */
  texts: readonly string[];
  /** Which group each id belongs to, such as its head: groups differ in colour. */
  groups: readonly number[];
  /** The id that is followed at first. Default 0. */
  follow?: number;
}

/**
 * A tensor on its way through reshapes and transposes. Every stage is drawn as boxes of its last two axes, one box for
 * each index of the axes before, with the order of memory below; one number is followed through all of them.
 *
 * @throws RangeError if a stage does not hold each number once
 */
export function reshapePicture(options: ReshapePictureOptions): HTMLElement {
  const { title, labels, stages, texts, groups, follow = 0 } = options;
  for (const { name, shape, ids } of stages) {
    const size = shape.reduce((product, n) => product * n, 1);
    const isWhole = texts.every((_, id) => ids.includes(id));
    if (size === texts.length && ids.length === size && isWhole) continue;
    throw new RangeError(
      `reshapePicture: “${name}” has shape [${shape}] and ${ids.length} numbers, want each of ${texts.length} once`,
    );
  }
  const frame = figureFrame({ title, labels, name: "figure-reshape" });
  const cells = new Map<number, HTMLElement[]>();
  const show = (id: number) => {
    steps.show(id);
    for (const [each, elements] of cells) {
      for (const cell of elements) cell.classList.toggle("is-followed", each === id);
    }
    const places = stages.map(({ axes, shape, ids }) => ({
      axes: `[${axes.join(", ")}]`,
      place: `[${placeOf(ids.indexOf(id), shape).join(", ")}]`,
    }));
    frame.summarise(labels.summary(texts[id] ?? "", places));
  };
  const steps = stepper({ labels, steps: texts.length, onStep: (id) => show(bounded(id)) });
  const bounded = (id: number) => Math.min(texts.length - 1, Math.max(0, id));

  const cell = (tag: "td" | "span", id: number) => {
    const made = element(tag, { class: "reshape-cell" }, texts[id] ?? "");
    made.style.backgroundColor = `color-mix(in oklab, ${seriesColour(groups[id] ?? 0)} 24%, ${colour("paper")})`;
    made.addEventListener("click", () => show(id));
    cells.set(id, [...(cells.get(id) ?? []), made]);
    return made;
  };
  const stageOf = ({ name, axes, shape, ids }: ReshapeStage) => {
    const [rows = 1, columns = 1] = shape.slice(-2);
    const size = rows * columns;
    const boxes = Array.from({ length: ids.length / size }, (_, b) => {
      const body = Array.from({ length: rows }, (_, r) => {
        const from = b * size + r * columns;
        return element("tr", {}, ...ids.slice(from, from + columns).map((id) => cell("td", id)));
      });
      const index = placeOf(b, shape.slice(0, -2));
      const caption = index.map((i, axis) => `${axes[axis]?.toLowerCase()} = ${i}`).join(", ");
      return element("table", {}, element("caption", {}, caption), element("tbody", {}, ...body));
    });
    const [down, across] = axes.slice(-2);
    const size2 = axes.map((axis, i) => `${axis} ${shape[i]}`).join(", ");
    return element(
      "div",
      { class: "reshape-stage" },
      element("p", { class: "reshape-name" }, name, " ", element("strong", {}, `[${size2}]`)),
      element("div", { class: "reshape-boxes", title: `${down} ↓, ${across} →` }, ...boxes),
      element(
        "p",
        { class: "reshape-memory" },
        labels.memory,
        " ",
        ...ids.map((id) => cell("span", id)),
      ),
    );
  };
  frame.body.append(steps.controls, ...stages.map(stageOf));
  steps.listen(frame.body);
  frame.tabulate(() => [
    {
      columns: [labels.number, ...stages.map(({ axes }) => `[${axes.join(", ")}]`)],
      rows: texts.map((text, id) => [
        text,
        ...stages.map(({ ids, shape }) => `[${placeOf(ids.indexOf(id), shape).join(", ")}]`),
      ]),
    },
  ]);
  show(bounded(follow));
  return frame.figure;
}

/** The index on each axis of the number that lies at `offset` in memory. */
function placeOf(offset: number, shape: readonly number[]): number[] {
  let rest = offset;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}
