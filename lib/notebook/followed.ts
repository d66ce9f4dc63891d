import { type CellRun, isGenerator, looksLikeGenerator } from "./cellRun.js";
import { CancelledError } from "./loopGuard.js";

/** Generators that never end by themselves, such as a view's values: no sign of work. */
export const endless = new WeakSet<object>();

/** What went wrong in the value of a name after its cell had run. */
export const failures = new WeakMap<CellRun, unknown>();

/** Whether a name's value goes on computing after its cell has run. */
export function isWork(value: unknown): value is Generator | AsyncGenerator | Promise<unknown> {
  if (isGenerator(value)) return !endless.has(value);
  return isPromise(value);
}

/**
 * A name's value as its dependants wait for it: a generator's values one after the other, whatever
 * else once it is settled. A cancelled run is waited for no longer, even where nothing ever comes.
 *
 * @param ended called when the last value is there; not after a failure
 */
export function followed(value: unknown, run: CellRun, ended: () => void): unknown {
  const cancelled = run.invalidation.then(() => {
    throw new CancelledError();
  });
  cancelled.catch(() => {}); // it may be that nobody waits any more
  if (isGenerator(value) && isWork(value)) return valuesOf(value, run, cancelled, ended);
  return settled(value, run, cancelled, ended);
}

async function* valuesOf(
  generator: Generator | AsyncGenerator,
  run: CellRun,
  cancelled: Promise<never>,
  ended: () => void,
): AsyncGenerator<unknown> {
  void run.invalidation.then(() => generator.return?.(undefined));
  try {
    while (!run.cancelled) {
      const { done, value } = await Promise.race([generator.next(), cancelled]);
      if (done || run.cancelled) break;
      yield await Promise.race([value, cancelled]);
    }
  } catch (error) {
    failures.set(run, error);
    throw error;
  }
  ended();
}

async function settled(
  value: unknown,
  run: CellRun,
  cancelled: Promise<never>,
  ended: () => void,
): Promise<unknown> {
  try {
    const result = await Promise.race([value, cancelled]);
    ended();
    return looksLikeGenerator(result) && !isGenerator(result) ? once(result) : result;
  } catch (error) {
    failures.set(run, error); // it belongs to the run that made the value
    throw error;
  }
}

/** A value that the runtime would mistake for a generator, as the only value of a true one. */
function* once(value: unknown): Generator<unknown> {
  yield value;
}

/** Whether a value is a promise; one that refuses to be looked at is none. */
function isPromise(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof Promise;
  } catch {
    return false;
  }
}
