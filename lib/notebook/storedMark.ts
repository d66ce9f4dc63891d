/**
 * A mark in `localStorage` that says which edited cell is running. A page that hangs or is killed
 * cannot remove it, so the next visit finds it and does not run that cell by itself.
 */
export interface RunningMark {
  /** The cell that never finished on the last visit, if there was one. */
  readonly left: Promise<string | undefined>;
  set(cell: string): void;
  clear(cell: string): void;
}

/** How long a page in another tab, which may be at work, has to say that it is well, in ms. */
const patienceMs = 1000;

export function runningMark(page: string): RunningMark {
  const key = `large-models-live running ${page}`;
  const found = guarded(() => localStorage.getItem(key)) ?? undefined;
  const channel = guarded(() => new BroadcastChannel(key));
  const running = new Set<string>();
  let leaving = false;
  const remove = () => guarded(() => localStorage.removeItem(key));
  const write = () => {
    const [first] = running;
    if (leaving) return;
    if (first === undefined) remove();
    else guarded(() => localStorage.setItem(key, first));
  };
  const left = found === undefined ? Promise.resolve(found) : unlessAlive(found, channel);
  void left.then((cell) => {
    if (cell !== undefined && running.size === 0) remove();
    channel?.addEventListener("message", ({ data }) => {
      if (data === "ask" && running.size > 0) channel.postMessage("well");
    });
  });
  // A cell that sends its own page away would do so on every visit.
  navigationEvents()?.addEventListener("navigate", (event) => {
    if (running.size > 0 && leavesByScript(event as LeavingEvent)) leaving = true;
  });
  // A page that is left in the ordinary way does run this, so its cells did not hang.
  globalThis.addEventListener?.("pagehide", () => {
    if (!leaving) remove();
  });
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

/** The cell, unless another tab answers that it is still running it. */
function unlessAlive(
  cell: string,
  channel: BroadcastChannel | undefined,
): Promise<string | undefined> {
  if (!channel) return Promise.resolve(cell);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(cell), patienceMs);
    channel.addEventListener("message", ({ data }) => {
      if (data !== "well") return;
      clearTimeout(timer);
      resolve(undefined);
    });
    channel.postMessage("ask");
  });
}

/** What the Navigation API tells, as far as it is needed here. */
type LeavingEvent = Event & {
  userInitiated: boolean;
  downloadRequest: string | null;
  destination: { sameDocument: boolean };
};

/** @see HTML Standard, section 7.2.6, "The navigation API" */
function navigationEvents(): EventTarget | undefined {
  return (globalThis as { navigation?: EventTarget }).navigation;
}

function leavesByScript({ userInitiated, downloadRequest, destination }: LeavingEvent): boolean {
  return !userInitiated && downloadRequest === null && !destination.sameDocument;
}

/** Storage is denied in a sandboxed frame: there a mark is simply not kept. */
function guarded<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
