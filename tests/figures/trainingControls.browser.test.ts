import { expect, test, vi } from "vitest";
import {
  type Control,
  type ControlState,
  trainingControls,
} from "../../lib/figures/trainingControls.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { buttonNamed, expectAccessible, expectToFit, mountFigure, textsOf } from "./mountFigure.js";

/** A control that does nothing but change its state. */
function fakeControl() {
  const listeners = new Set<() => void>();
  let state: ControlState = "ready";
  const set = (next: ControlState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const control: Control = {
    get state() {
      return state;
    },
    start: vi.fn(() => set("running")),
    pause: vi.fn(() => set("paused")),
    stop: vi.fn(() => set("stopped")),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { control, listeners, set };
}
const labels = words.trainingControls;
const enabled = (figure: HTMLElement) =>
  [...figure.querySelectorAll("button")]
    .filter((b) => b.getAttribute("aria-disabled") !== "true")
    .map((b) => b.textContent);

test("each state offers what can be done next, by name", async () => {
  const { control, set } = fakeControl();
  const figure = await mountFigure(trainingControls(control, { labels }));
  expect(enabled(figure)).toEqual(["Train"]);
  buttonNamed(figure, "Train").click();
  expect(enabled(figure)).toEqual(["Pause", "Stop"]);
  expect(textsOf(figure, "[role=status]")).toEqual(["Training…"]);
  buttonNamed(figure, "Pause").click();
  expect(enabled(figure)).toEqual(["Resume", "Stop"]);
  buttonNamed(figure, "Stop").click();
  expect(enabled(figure)).toEqual(["Train again"]);
  set("done");
  expect(textsOf(figure, "[role=status]")).toEqual(["Done."]);
});

test("a button that cannot act does nothing", async () => {
  const { control } = fakeControl();
  const figure = await mountFigure(trainingControls(control, { labels }));
  buttonNamed(figure, "Pause").click();
  buttonNamed(figure, "Stop").click();
  expect(control.pause).not.toHaveBeenCalled();
  expect(control.stop).not.toHaveBeenCalled();
});

test("progress moves the bar and shows its text", async () => {
  const { control } = fakeControl();
  const figure = await mountFigure(trainingControls(control, { labels }));
  figure.progress(30, 120, "step 30, loss 0.31");
  const bar = figure.querySelector("progress") as HTMLProgressElement;
  expect(bar.position).toBe(0.25);
  expect(figure.textContent).toContain("step 30, loss 0.31");
});

test("the seed is the value, and only a whole number from 0 on changes it", async () => {
  const { control } = fakeControl();
  const figure = await mountFigure(trainingControls(control, { labels, seed: 7 }));
  const seen: number[] = [];
  figure.addEventListener("input", () => seen.push(figure.value));
  const field = figure.querySelector("input") as HTMLInputElement;
  for (const text of ["8", "", "-1", "1.5", "8", "9"]) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  expect(seen).toEqual([8, 9]);
  expect(figure.value).toBe(9);
});

test("it lets go of the control when its cell reruns", async () => {
  const { control, listeners } = fakeControl();
  let rerun = () => {};
  const invalidation = new Promise<void>((done) => {
    rerun = done;
  });
  await mountFigure(trainingControls(control, { labels, invalidation }));
  expect(listeners.size).toBe(1);
  rerun();
  await invalidation;
  expect(listeners.size).toBe(0);
});

test("it fits 360 pixels and axe finds nothing in any state", async () => {
  const { control, set } = fakeControl();
  const figure = await mountFigure(trainingControls(control, { labels }));
  for (const state of ["ready", "running", "paused", "done"] as const) {
    set(state);
    expectToFit(figure);
    await expectAccessible(figure);
  }
});
