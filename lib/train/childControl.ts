import { type Control, createControl, type TrainingState } from "./control.js";

/**
 * A control for one of several trainings that share a reader's buttons: it starts, pauses and stops with `parent`,
 * whose end it is not when this training comes to its own.
 */
export function childControl(parent: Control): Control {
  const child = createControl();
  const follow = (state: TrainingState) => {
    if (state === "running") child.start();
    else if (state === "paused") child.pause();
    else if (state === "stopped" || state === "done") child.stop();
  };
  const leave = parent.onChange(follow);
  child.onChange((state) => {
    if (state === "stopped" || state === "done") leave();
  });
  follow(parent.state);
  return child;
}
