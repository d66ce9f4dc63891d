import { element } from "./element.js";

export type ControlState = "ready" | "running" | "paused" | "stopped" | "done";

/** Whatever can be started, paused and stopped. */
export interface Control {
  readonly state: ControlState;
  start(): void;
  pause(): void;
  stop(): void;
  /** Calls `listener` at each change of state; the result ends that. */
  onChange(listener: () => void): () => void;
}

export interface TrainingControlsLabels {
  /** Names the whole group. */
  group: string;
  train: string;
  resume: string;
  again: string;
  pause: string;
  stop: string;
  seed: string;
  /** Names the progress bar. */
  progress: string;
  /** What the status says in each state, before the text of `progress`. */
  states: Readonly<Record<ControlState, string>>;
}

export interface TrainingControlsOptions {
  labels: TrainingControlsLabels;
  /** The seed at first, 1 by default. */
  seed?: number;
  /** When it resolves, the controls let go of `control`: pass the cell's own. */
  invalidation?: Promise<void>;
}

export type TrainingControls = HTMLElement & {
  /** The seed, as a notebook's `view()` reads it; `input` tells of a change. */
  value: number;
  /** Moves the bar to `step` of `steps` and sets the status text. */
  progress(step: number, steps: number, text: string): void;
};

/** Buttons, seed and progress of a training run that `control` runs. */
export function trainingControls(
  control: Control,
  { labels, seed: firstSeed = 1, invalidation }: TrainingControlsOptions,
): TrainingControls {
  const button = (label: string, act: () => void) => {
    const made = element("button", { type: "button" }, label);
    made.addEventListener("click", () => {
      if (made.getAttribute("aria-disabled") !== "true") act();
    });
    return made;
  };
  const train = button(labels.train, () => control.start());
  const pause = button(labels.pause, () => control.pause());
  const stop = button(labels.stop, () => control.stop());
  train.classList.add("is-primary");
  const seed = element("input", { type: "number", min: 0, step: 1, value: firstSeed });
  let value = firstSeed;
  seed.addEventListener("input", (event) => {
    event.stopPropagation();
    const next = seed.valueAsNumber;
    const isSeed = Number.isInteger(next) && next >= 0;
    seed.setAttribute("aria-invalid", String(!isSeed));
    if (!isSeed || next === value) return;
    value = next;
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const bar = element("progress", { max: 1, value: 0, "aria-label": labels.progress });
  // Only the state is announced: a text that changes at every step would never let a listener finish.
  const announced = element("span", { role: "status" });
  const detail = element("span", { class: "training-detail" });

  const show = () => {
    const { state } = control;
    const enable = (b: HTMLButtonElement, isEnabled: boolean) =>
      b.setAttribute("aria-disabled", String(!isEnabled));
    const isOver = state === "stopped" || state === "done";
    train.textContent = isOver ? labels.again : state === "paused" ? labels.resume : labels.train;
    enable(train, state !== "running");
    enable(pause, state === "running");
    enable(stop, state === "running" || state === "paused");
    root.dataset.training = state;
    announced.textContent = labels.states[state];
    if (state === "ready") {
      bar.value = 0;
      detail.textContent = "";
    }
  };
  const root: HTMLElement = element(
    "div",
    { class: "figure training-controls", role: "group", "aria-label": labels.group },
    element(
      "div",
      { class: "figure-controls" },
      ...[train, pause, stop],
      element("label", {}, labels.seed, " ", seed),
    ),
    bar,
    element("p", { class: "training-status" }, announced, " ", detail),
  );
  const release = control.onChange(show);
  void invalidation?.then(release);
  show();
  return Object.defineProperties(root, {
    value: {
      get: () => value,
      set: (next: number) => {
        value = next;
        seed.value = String(next);
      },
    },
    progress: {
      value: (step: number, steps: number, text: string) => {
        bar.max = Math.max(1, steps);
        bar.value = Math.min(step, bar.max);
        detail.textContent = text;
      },
    },
  }) as TrainingControls;
}
