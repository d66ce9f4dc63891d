import { element } from "./element.js";
import {
  type Control,
  type TrainingControls,
  type TrainingControlsLabels,
  trainingControls,
} from "./trainingControls.js";

export interface TrainingRunsOptions<Own extends Control> {
  /** Makes the control of one run; it must be `ready`. */
  create(): Own;
  labels: TrainingControlsLabels;
  /** The seed at first, 1 by default. */
  seed?: number;
  /** When it resolves, the run under way is stopped: pass the cell's own. */
  invalidation?: Promise<void>;
}

/** One press of Train: its seed, and the control that is already running. */
export interface TrainingRun<Own extends Control> {
  seed: number;
  /** Absent until the first press and after a change of the seed. */
  control: Own | undefined;
}

export type TrainingRuns<Own extends Control> = HTMLElement & {
  /** As a notebook's `view()` reads it; `input` tells of a new run and of a new seed. */
  readonly value: TrainingRun<Own>;
  /** Moves the bar to `step` of `steps` and sets the status text. */
  progress: TrainingControls["progress"];
};

/**
 * Training buttons for run after run. Train makes a new control and starts it, so nothing trains
 * before the reader asks for it; once a run is over, Train again begins the next one.
 */
export function trainingRuns<Own extends Control>({
  create,
  labels,
  seed,
  invalidation,
}: TrainingRunsOptions<Own>): TrainingRuns<Own> {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const announce = () => root.dispatchEvent(new Event("input", { bubbles: true }));
  let run: Own | undefined;
  let release: () => void = () => {};
  const begin = () => {
    release();
    run = create();
    release = run.onChange(tell);
    run.start();
    announce();
  };
  /** The newest run, as the buttons see it. */
  const newest: Control = {
    get state() {
      return run?.state ?? "ready";
    },
    start: () =>
      run === undefined || run.state === "done" || run.state === "stopped" ? begin() : run.start(),
    pause: () => run?.pause(),
    stop: () => run?.stop(),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const buttons = trainingControls(newest, {
    labels,
    ...(seed !== undefined && { seed }),
    ...(invalidation && { invalidation }),
  });
  const root: HTMLElement = element("div", { class: "training-runs" }, buttons);
  buttons.addEventListener("input", (event) => {
    event.stopPropagation();
    release();
    run?.stop();
    run = undefined;
    tell();
    announce();
  });
  void invalidation?.then(() => run?.stop());
  return Object.defineProperties(root, {
    value: { get: (): TrainingRun<Own> => ({ seed: buttons.value, control: run }) },
    progress: { value: buttons.progress },
  }) as TrainingRuns<Own>;
}
