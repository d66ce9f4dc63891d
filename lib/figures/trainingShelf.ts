import { element } from "./element.js";
import { sizeText } from "./modelOpener.js";

/** A training that is kept, as a reader sees it. */
export interface ShelfRow {
  name: string;
  taken: number;
  /** Milliseconds since 1970. */
  savedAt: number;
  bytes: number;
}

export interface TrainingShelfLabels {
  /** Names the whole group. */
  group: string;
  keep: string;
  name: string;
  nothing: string;
  keeping: string;
  kept(name: string): string;
  row(facts: { name: string; taken: number; size: string; date: string }): string;
  bringBack: string;
  bringBackLabel(name: string): string;
  broughtBack(name: string): string;
  forget: string;
  forgetLabel(name: string): string;
  /** Said of a failure that has no sentence of its own. */
  failed: string;
  untrained: string;
}

export interface TrainingShelfOptions<Kept> {
  labels: TrainingShelfLabels;
  /** The name at first. */
  name: string;
  list(): Promise<readonly ShelfRow[]>;
  /** Keeps the present training; false if there is none. An error named `FileError` is shown with its own message. */
  keep(name: string): Promise<boolean>;
  bringBack(name: string): Promise<Kept>;
  forget(name: string): Promise<void>;
}

/** Its `value` is the training that was brought back last, null before the first; `input` tells of one. */
export type TrainingShelf<Kept> = HTMLElement & { readonly value: Kept | null };

/** Buttons that keep a training in this browser, bring it back and delete it. */
export function trainingShelf<Kept>(options: TrainingShelfOptions<Kept>): TrainingShelf<Kept> {
  const { labels } = options;
  const name = element("input", { type: "text", maxlength: 40 });
  name.value = options.name;
  const keep = element("button", { type: "button" }, labels.keep);
  const rows = element("ul", { class: "training-shelf" });
  const status = element("p", { role: "status" });
  const alert = element("p", { role: "alert" });

  let value: Kept | null = null; // a notebook waits for what is undefined

  const act = async (job: () => Promise<string>) => {
    alert.textContent = "";
    try {
      status.textContent = await job();
    } catch (error) {
      status.textContent = "";
      const isOurs = error instanceof Error && error.name === "FileError";
      alert.textContent = isOurs ? error.message : labels.failed;
    }
    await draw();
  };
  const button = (text: string, label: string, job: () => Promise<string>) => {
    const made = element("button", { type: "button", "aria-label": label }, text);
    made.addEventListener("click", () => void act(job));
    return made;
  };
  const draw = async () => {
    const kept = await options.list().catch(() => []);
    const items = kept.map(({ name, taken, savedAt, bytes }) => {
      const date = new Date(savedAt).toLocaleString("en", {
        dateStyle: "medium",
        timeStyle: "short",
      });
      return element(
        "li",
        {},
        `${labels.row({ name, taken, size: sizeText(bytes), date })} `,
        button(labels.bringBack, labels.bringBackLabel(name), async () => {
          value = await options.bringBack(name);
          root.dispatchEvent(new Event("input", { bubbles: true }));
          return labels.broughtBack(name);
        }),
        " ",
        button(labels.forget, labels.forgetLabel(name), async () => {
          await options.forget(name);
          return "";
        }),
      );
    });
    rows.replaceChildren(...(items.length > 0 ? items : [element("li", {}, labels.nothing)]));
  };
  keep.addEventListener("click", () => {
    const wanted = name.value.trim() || options.name;
    status.textContent = labels.keeping;
    void act(async () => ((await options.keep(wanted)) ? labels.kept(wanted) : labels.untrained));
  });
  void draw();
  const root: HTMLElement = element(
    "div",
    { class: "data-chooser", role: "group", "aria-label": labels.group },
    element("label", {}, element("span", {}, labels.name), name),
    element("div", { class: "data-controls" }, keep),
    rows,
    status,
    alert,
  );
  // Typing a name is not bringing one back.
  name.addEventListener("input", (event) => event.stopPropagation());
  return Object.defineProperty(root, "value", { get: () => value }) as TrainingShelf<Kept>;
}
