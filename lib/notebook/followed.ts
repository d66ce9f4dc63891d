import { type CellRun, isGenerator } from "./cellRun.js";

/** Generators that never end by themselves, such as a view's values: no sign of work. */
export const endless = new WeakSet<object>();

/** What went wrong in the value of a name after its cell had run. */
export const failures = new WeakMap<CellRun, unknown>();

/** Whether a name's value goes on computing after its cell has run. */
export function isWork(value: unknown): value is Generator | AsyncGenerator {
  return isGenerator(value) && !endless.has(value);
}

/** Passes a generator's values on until it ends or its run is cancelled. */
export async function* followed(
  values: Generator | AsyncGenerator,
  run: CellRun,
  ended: () => void,
): AsyncGenerator<unknown> {
  void run.invalidation.then(() => values.return?.(undefined));
  try {
    for await (const value of values) {
      if (run.cancelled) return;
      yield value;
    }
  } catch (error) {
    failures.set(run, error);
    throw error;
  } finally {
    ended();
  }
}

/** A value that may be a promise: its failure belongs to the run that made it. */
export async function awaited(value: unknown, run: CellRun): Promise<unknown> {
  try {
    return await value;
  } catch (error) {
    failures.set(run, error);
    throw error;
  }
}
