import { describe, expect, it, vi } from "vitest";
import { CancelledError, LoopError, loopGuard } from "../../lib/notebook/loopGuard.js";

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("loopGuard", () => {
  it("stops a loop that has not paused for a second, and names its line", () => {
    const tick = loopGuard(new AbortController().signal);
    const clock = vi.spyOn(performance, "now");
    let now = 0;
    clock.mockImplementation(() => now);
    try {
      for (; now <= 1000; now += 100) expect(() => tick(7)).not.toThrow();
      expect(() => tick(7)).toThrow(LoopError);
    } finally {
      clock.mockRestore();
    }
  });

  it("does not take one slow call for an endless loop", () => {
    const tick = loopGuard(new AbortController().signal);
    const clock = vi.spyOn(performance, "now");
    let now = 0;
    clock.mockImplementation(() => now);
    try {
      tick(1);
      now = 5000; // a shader is compiled
      expect(() => tick(1)).not.toThrow();
    } finally {
      clock.mockRestore();
    }
  });

  it("starts counting anew in every task", async () => {
    const tick = loopGuard(new AbortController().signal);
    const clock = vi.spyOn(performance, "now");
    let now = 0;
    clock.mockImplementation(() => now);
    try {
      for (let i = 0; i < 5; i++) {
        tick(1);
        now += 900;
        await turn();
      }
    } finally {
      clock.mockRestore();
    }
  });

  it("ends a cancelled run, but not what the run does as it is cancelled", async () => {
    const controller = new AbortController();
    const tick = loopGuard(controller.signal);
    controller.abort();
    expect(() => tick(1)).not.toThrow();
    await turn();
    expect(() => {
      for (let i = 0; i < 64; i++) tick(1);
    }).toThrow(CancelledError);
  });

  it("gives a timer that comes straight back half the time of before, and then a second again", async () => {
    const tick = loopGuard(new AbortController().signal);
    const clock = vi.spyOn(performance, "now");
    let now = 0;
    clock.mockImplementation(() => now);
    const stoppedAfter = () => {
      const start = now;
      for (;;) {
        try {
          tick(1);
        } catch {
          return now - start;
        }
        now += 50;
      }
    };
    try {
      const times: number[] = [];
      for (let i = 0; i < 4; i++) {
        times.push(stoppedAfter());
        await turn();
      }
      expect(times).toEqual([1050, 550, 300, 150]);
      now += 1000;
      expect(stoppedAfter()).toBe(1050);
    } finally {
      clock.mockRestore();
    }
  });
});
