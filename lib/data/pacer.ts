/** Keeps a long computation from holding the page. */
export interface Pacer {
  /** Whether the current slice of time is used up. */
  due(): boolean;
  /**
   * Lets the page breathe and starts the next slice.
   *
   * @throws the signal's reason once it is aborted
   */
  pause(): Promise<void>;
}

/**
 * A pacer: `if (pace.due()) await pace.pause()` in a loop hands the page back every `sliceMs`.
 *
 * @param signal cancels at the next pause
 * @param sliceMs the longest time without a pause, in milliseconds; default 16
 */
export function pacer(signal?: AbortSignal, sliceMs = 16): Pacer {
  let start = performance.now();
  return {
    due: () => performance.now() - start >= sliceMs,
    pause: async () => {
      signal?.throwIfAborted();
      await new Promise<void>((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      start = performance.now();
    },
  };
}
