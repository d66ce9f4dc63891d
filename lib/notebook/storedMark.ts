/**
 * A mark in `localStorage` that says which edited cell is running. A page that hangs or is killed
 * cannot remove it, so the next visit finds it and does not run that cell by itself.
 */
export interface RunningMark {
  /** The cell that never finished on the last visit, if there was one. */
  readonly left: string | undefined;
  set(cell: string): void;
  clear(cell: string): void;
}

export function runningMark(page: string): RunningMark {
  const key = `large-models-live running ${page}`;
  const left = guarded(() => localStorage.getItem(key)) ?? undefined;
  guarded(() => localStorage.removeItem(key));
  const running = new Set<string>();
  const write = () => {
    const [first] = running;
    guarded(() =>
      first === undefined ? localStorage.removeItem(key) : localStorage.setItem(key, first),
    );
  };
  // A page that is left in the ordinary way does run this, so its cells did not hang.
  globalThis.addEventListener?.("pagehide", () => guarded(() => localStorage.removeItem(key)));
  return {
    left,
    set(cell) {
      running.add(cell);
      write();
    },
    clear(cell) {
      if (running.delete(cell)) write();
    },
  };
}

/** Storage is denied in a sandboxed frame: there a mark is simply not kept. */
function guarded<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
