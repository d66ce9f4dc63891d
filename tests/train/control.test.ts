import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createControl, type TrainingState } from "../../lib/train/control.js";

const actions = ["start", "pause", "stop", "finish"] as const;

describe("createControl", () => {
  it("goes from ready to running, paused, running and done, and tells its listeners", () => {
    const control = createControl();
    const seen: TrainingState[] = [control.state];
    control.onChange((state) => seen.push(state));
    control.start();
    control.pause();
    control.start();
    control.finish();
    expect(seen).toEqual(["ready", "running", "paused", "running", "done"]);
  });

  it("ignores what does not fit its state", () => {
    const next: Record<TrainingState, Partial<Record<(typeof actions)[number], TrainingState>>> = {
      ready: { start: "running", stop: "stopped" },
      running: { pause: "paused", stop: "stopped", finish: "done" },
      paused: { start: "running", stop: "stopped" },
      stopped: {},
      done: {},
    };
    const property = fc.property(fc.array(fc.constantFrom(...actions)), (taken) => {
      const control = createControl();
      let state: TrainingState = "ready";
      for (const action of taken) {
        control[action]();
        state = next[state][action] ?? state;
        expect(control.state).toBe(state);
      }
    });
    fc.assert(property, { seed: 1 });
  });

  it("lets a loop wait until it may run, or until it never will", async () => {
    const control = createControl();
    const events: string[] = [];
    const waiting = control.whenRunning().then(() => events.push(control.state));
    await Promise.resolve();
    expect(events).toEqual([]);
    control.start();
    await waiting;
    control.pause();
    const stopped = control.whenRunning().then(() => events.push(control.state));
    control.stop();
    await stopped;
    await control.whenRunning();
    expect(events).toEqual(["running", "stopped"]);
  });

  it("stops telling a listener that left", () => {
    const control = createControl();
    const seen: TrainingState[] = [];
    control.onChange((state) => seen.push(state))();
    control.start();
    expect(seen).toEqual([]);
  });
});
