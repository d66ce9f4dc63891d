import { create } from "d3-selection";
import { element } from "./element.js";

export interface StepperLabels {
  first: string;
  back: string;
  forwardStep: string;
  last: string;
  /** The slider's name. */
  step: string;
}

export interface Stepper {
  controls: HTMLDivElement;
  /** Moves the controls to a step, without calling `onStep`. */
  show(step: number): void;
  /** Lets the arrow keys, Home and End step while `target` has the focus. */
  listen(target: HTMLElement): void;
}

/** Buttons and a slider that step through something, from step 0 to `steps - 1`. */
export function stepper(options: {
  labels: StepperLabels;
  steps: number;
  onStep(step: number): void;
}): Stepper {
  const { labels, steps, onStep } = options;
  const last = steps - 1;
  let current = 0;
  const go = (step: number) => {
    const next = Math.min(last, Math.max(0, step));
    if (next !== current) onStep(next);
  };
  const button = (path: string, label: string, target: () => number) => {
    const made = element("button", { type: "button", "aria-label": label, title: label });
    made.append(icon(path));
    made.addEventListener("click", () => go(target()));
    return made;
  };
  const buttons = [
    button("M3,2v10M12,2l-7,5l7,5z", labels.first, () => 0),
    button("M11,2l-7,5l7,5z", labels.back, () => current - 1),
    button("M4,2l7,5l-7,5z", labels.forwardStep, () => current + 1),
    button("M11,2v10M2,2l7,5l-7,5z", labels.last, () => last),
  ];
  const slider = element("input", {
    type: "range",
    min: 0,
    max: last,
    step: 1,
    value: 0,
    "aria-label": labels.step,
  });
  // A notebook's view reads the figure's own input event, not the slider's.
  slider.addEventListener("input", (event) => {
    event.stopPropagation();
    go(slider.valueAsNumber);
  });
  const count = element("span", { class: "figure-count" });
  return {
    controls: element(
      "div",
      { class: "figure-controls figure-stepper" },
      ...buttons,
      slider,
      count,
    ),
    show(step) {
      current = step;
      slider.value = String(step);
      count.textContent = `${step} / ${last}`;
      buttons.forEach((b, i) => {
        // A disabled button would lose the focus of someone who steps with it.
        b.setAttribute("aria-disabled", String(i < 2 ? step === 0 : step === last));
      });
    },
    listen(target) {
      target.addEventListener("keydown", (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const targets = new Map([
          ["ArrowLeft", current - 1],
          ["ArrowRight", current + 1],
          ["Home", 0],
          ["End", last],
        ]);
        const step = targets.get(event.key);
        if (step === undefined) return;
        event.preventDefault();
        go(step);
      });
    },
  };
}

function icon(path: string): SVGSVGElement {
  return create("svg")
    .attr("class", "figure-icon")
    .attr("viewBox", "0 0 14 14")
    .attr("aria-hidden", "true")
    .call((svg) => svg.append("path").attr("d", path))
    .node() as SVGSVGElement;
}
