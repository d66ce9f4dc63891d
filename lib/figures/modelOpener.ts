import { acceptDrops } from "./acceptDrops.js";
import { element } from "./element.js";

/** What lies at an address, before it is fetched. */
export interface ModelOffer {
  files: readonly { name: string; bytes: number | undefined }[];
  /** Whether this browser has kept them. */
  isKept: boolean;
}

export interface OpeningProgress {
  phase: "fetch" | "load";
  bytes: number;
  size: number | undefined;
}

interface Opening {
  signal: AbortSignal;
  onProgress(progress: OpeningProgress): void;
}

export interface ModelOpenerLabels {
  /** Names the whole group. */
  title: string;
  address: string;
  ask: string;
  asking: string;
  /** What would be fetched; asks whether it shall be. */
  offer(offer: ModelOffer, total: string): string;
  fetch(total: string): string;
  openKept: string;
  forget: string;
  forgotten: string;
  files: string;
  local: string;
  cancel: string;
  cancelled: string;
  opened(source: string): string;
  fromDisk: string;
  /** Names the progress bar. */
  progress: string;
  phases: Readonly<Record<OpeningProgress["phase"], string>>;
  of(done: string, all: string): string;
  perSecond(rate: string): string;
  timeLeft(seconds: number): string;
  /** Said of a failure that has no sentence of its own. */
  failed: string;
}

export interface ModelOpenerOptions<Model, Offer extends ModelOffer> {
  labels: ModelOpenerLabels;
  /** In the box at first. */
  address: string;
  /** All take their time and may reject; an error named `FileError` is shown with its own message. */
  ask(address: string, signal: AbortSignal): Promise<Offer>;
  fetch(offer: Offer, opening: Opening): Promise<Model>;
  openFiles(files: readonly File[], opening: Opening): Promise<Model>;
  forget(offer: Offer): Promise<void>;
  /** Cancels what is under way. */
  invalidation?: Promise<unknown>;
}

/** Its `value` is the newest model that was opened, null before the first; `input` tells of a new one. */
export type ModelOpener<Model> = HTMLElement & { readonly value: Model | null };

/**
 * A form that opens a model: from the reader's disk, or from an address, whose size is shown before anything is fetched. A
 * model that cannot be opened changes nothing.
 */
export function modelOpener<Model, Offer extends ModelOffer>(
  options: ModelOpenerOptions<Model, Offer>,
): ModelOpener<Model> {
  const { labels } = options;
  const address = element("input", { type: "text", spellcheck: "false", autocomplete: "off" });
  address.value = options.address;
  const ask = button(labels.ask);
  const fetch = button("", "is-primary");
  const forget = button(labels.forget);
  const files = element("input", { type: "file", multiple: true, accept: ".safetensors,.json" });
  const cancel = button(labels.cancel);
  const offered = element("p", { role: "status", class: "model-offer" });
  const bar = element("progress", { "aria-label": labels.progress });
  const detail = element("span");
  const moving = element("div", { class: "model-progress", hidden: true }, bar, detail, cancel);
  const status = element("p", { role: "status" });
  const alert = element("p", { role: "alert" });
  const choice = element("div", { class: "data-controls", hidden: true }, fetch, forget);
  const root: HTMLElement = element(
    "div",
    { class: "data-chooser model-opener", role: "group", "aria-label": labels.title },
    element("label", {}, element("span", {}, labels.address), address),
    element("div", { class: "data-controls" }, ask),
    offered,
    choice,
    element("label", {}, element("span", {}, labels.files), files),
    element("p", { class: "data-local" }, labels.local),
    ...[moving, status, alert],
  );
  let value: Model | null = null; // a notebook waits for what is undefined
  let running: AbortController | undefined;
  let offer: Offer | undefined;

  const clear = () => {
    offered.textContent = status.textContent = alert.textContent = "";
    choice.hidden = true;
  };
  /** Runs the newest job; one that is still under way is cancelled. */
  const run = async <T>(job: (signal: AbortSignal) => Promise<T>, done: (result: T) => void) => {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    clear();
    const isNewest = () => running === controller;
    try {
      const result = await job(controller.signal);
      if (isNewest()) done(result);
    } catch (error) {
      if (!isNewest()) return;
      if (controller.signal.aborted) status.textContent = labels.cancelled;
      else alert.textContent = isFileError(error) ? error.message : labels.failed;
    } finally {
      if (isNewest()) {
        moving.hidden = true;
        running = undefined;
      }
    }
  };
  const open = (source: string, start: (opening: Opening) => Promise<Model>) =>
    run(
      (signal) => {
        moving.hidden = false;
        detail.textContent = "";
        bar.removeAttribute("value");
        return start({ signal, onProgress: progressOf(bar, detail, labels) });
      },
      (model) => {
        value = model;
        status.textContent = labels.opened(source);
        root.dispatchEvent(new Event("input", { bubbles: true }));
      },
    );
  const askNow = () => {
    const text = address.value;
    void run(
      (signal) => {
        status.textContent = labels.asking;
        return options.ask(text, signal);
      },
      (found) => {
        offer = found;
        const total = sizeText(found.files.reduce((sum, { bytes }) => sum + (bytes ?? NaN), 0));
        status.textContent = "";
        offered.textContent = labels.offer(found, total);
        fetch.textContent = found.isKept ? labels.openKept : labels.fetch(total);
        forget.hidden = !found.isKept;
        choice.hidden = false;
      },
    );
  };
  const openFiles = (chosen: readonly File[]) => {
    if (chosen.length === 0) return;
    void open(labels.fromDisk, (opening) => options.openFiles(chosen, opening));
  };

  ask.addEventListener("click", askNow);
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") askNow();
  });
  fetch.addEventListener("click", () => {
    const wanted = offer;
    if (wanted) void open(address.value, (opening) => options.fetch(wanted, opening));
  });
  forget.addEventListener("click", () => {
    const wanted = offer;
    if (!wanted) return;
    void run(
      () => options.forget(wanted),
      () => {
        status.textContent = labels.forgotten;
      },
    );
  });
  cancel.addEventListener("click", () => running?.abort());
  files.addEventListener("click", () => {
    files.value = ""; // the same files, once corrected, count as a change
  });
  files.addEventListener("change", () => openFiles([...(files.files ?? [])]));
  acceptDrops(root, openFiles);
  // Typing is not choosing: only this element's own event reaches the page.
  root.addEventListener("input", (event) => {
    if (event.target !== root) event.stopImmediatePropagation();
  });
  void options.invalidation?.then(() => running?.abort());
  return Object.defineProperty(root, "value", { get: () => value }) as ModelOpener<Model>;
}

function button(label: string, kind = ""): HTMLButtonElement {
  return element("button", { type: "button", ...(kind && { class: kind }) }, label);
}

/** Moves the bar, and says how much is done, how fast, and how long it will take. */
function progressOf(bar: HTMLProgressElement, detail: HTMLElement, labels: ModelOpenerLabels) {
  let phase: OpeningProgress["phase"] | undefined;
  let begun = 0;
  let first = 0;
  return (progress: OpeningProgress) => {
    const { bytes, size } = progress;
    const now = performance.now();
    if (progress.phase !== phase) [phase, begun, first] = [progress.phase, now, bytes];
    if (size) [bar.max, bar.value] = [size, bytes];
    const seconds = (now - begun) / 1000;
    const rate = (bytes - first) / seconds;
    const parts = [
      `${labels.phases[progress.phase]} ${size ? labels.of(sizeText(bytes), sizeText(size)) : sizeText(bytes)}`,
      ...(seconds > 1 ? [labels.perSecond(sizeText(rate))] : []),
      ...(seconds > 1 && size && rate > 0
        ? [labels.timeLeft(Math.ceil((size - bytes) / rate))]
        : []),
    ];
    detail.textContent = parts.join(", ");
  };
}

/** Bytes as a reader says them: 548 MB. */
export function sizeText(bytes: number): string {
  if (!Number.isFinite(bytes)) return "?";
  const [unit, size] = (
    [
      ["GB", 1e9],
      ["MB", 1e6],
      ["kB", 1e3],
    ] as const
  ).find(([, size]) => bytes >= size) ?? ["bytes", 1];
  return `${Number((bytes / size).toPrecision(3)).toLocaleString("en")} ${unit}`;
}

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && error.name === "FileError";
