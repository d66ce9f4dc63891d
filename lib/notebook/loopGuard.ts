import { words } from "../words/words.js";

/** A loop that kept the page busy for too long. */
export class LoopError extends Error {
  override name = "LoopError";
  readonly line: number;
  constructor(line: number) {
    super(words.notebook.tooLong(line));
    this.line = line;
  }
}

/** What a run throws from its loops once it has been cancelled. */
export class CancelledError extends Error {
  override name = "CancelledError";
}

const longestMs = 1000;
const longestCallMs = 200;
const callsBetweenLooks = 64;

/**
 * Makes the function that a cell's loops and functions call with their line number.
 *
 * It throws when the page has had no pause, that is no new task, for a second, and when the run was
 * cancelled. A timer whose loop was stopped and that comes back within a second gets half the time
 * of before, each time, so that it cannot keep the page busy for ever. Looking at the clock costs
 * more than a short loop's body, so while the loop is quick it looks only at every 64th call.
 */
export function loopGuard(cancelled: AbortSignal): (line: number) => void {
  let busyMs: number | undefined;
  let lastLook = 0;
  let countdown = 0;
  let wait = 1;
  let over = false;
  let allowedMs = longestMs;
  let stoppedAt = Number.NEGATIVE_INFINITY;
  // What a cell does on invalidation, loops included, still runs in the task that cancels it.
  cancelled.addEventListener("abort", () => {
    afterThisTask(() => {
      over = true;
    });
  });
  return (line) => {
    if (--countdown > 0) return;
    if (over) throw new CancelledError();
    const now = performance.now();
    if (busyMs === undefined) {
      busyMs = 0;
      allowedMs = now - stoppedAt < longestMs ? allowedMs / 2 : longestMs;
      afterThisTask(() => {
        busyMs = undefined;
        countdown = 0;
        wait = 1;
      });
    } else {
      // One slow call, such as the compilation of a shader, is no sign of an endless loop.
      busyMs += Math.min(now - lastLook, longestCallMs);
      if (busyMs > allowedMs) {
        stoppedAt = now;
        throw new LoopError(line);
      }
      wait = now - lastLook < 1 ? Math.min(wait * 2, callsBetweenLooks) : 1;
    }
    lastLook = now;
    countdown = wait;
  };
}

/** Calls back once the current task and its microtasks are over. */
export function afterThisTask(callback: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(undefined);
}
