export type TrainingState = "ready" | "running" | "paused" | "stopped" | "done";

/** The switch between a training loop and the buttons of its page. */
export interface Control {
  readonly state: TrainingState;
  /** From `ready` or `paused` to `running`. */
  start(): void;
  /** From `running` to `paused`. */
  pause(): void;
  /** Ends it for good, from any state but `done`. */
  stop(): void;
  /** The loop's own word that it came to its end. */
  finish(): void;
  /** Calls back after every change of state. @returns a function that ends it */
  onChange(listener: (state: TrainingState) => void): () => void;
  /** Resolves when the state is not `ready` or `paused`: look at `state` then. */
  whenRunning(): Promise<void>;
}

/** A control that waits for `start()`. A request that does not fit the state changes nothing. */
export function createControl(): Control {
  let state: TrainingState = "ready";
  const listeners = new Set<(state: TrainingState) => void>();
  const change = (from: readonly TrainingState[], to: TrainingState) => {
    if (!from.includes(state)) return;
    state = to;
    for (const listener of [...listeners]) listener(to);
  };
  const onChange = (listener: (state: TrainingState) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const waits = () => state === "ready" || state === "paused";
  return {
    get state() {
      return state;
    },
    start: () => change(["ready", "paused"], "running"),
    pause: () => change(["running"], "paused"),
    stop: () => change(["ready", "running", "paused"], "stopped"),
    finish: () => change(["running"], "done"),
    onChange,
    whenRunning: () =>
      new Promise((resolve) => {
        if (!waits()) return resolve();
        const end = onChange(() => {
          if (waits()) return;
          end();
          resolve();
        });
      }),
  };
}
