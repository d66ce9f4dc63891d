import { words } from "../words/words.js";
import { element } from "./element.js";

interface LiveOption {
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  /** The option as it stands on the page, formulas included. */
  readonly label: HTMLElement;
  readonly reason: HTMLElement | undefined;
  readonly right: boolean;
}

/** A question's static HTML, brought to life: reasons hidden in place, a status line, controls. */
export class LiveQuestion {
  readonly options: readonly LiveOption[];
  /** Changes when the author changes the question. */
  readonly version: string;
  readonly controls: HTMLElement;
  readonly status = element("p", { role: "status", class: "verdict" });
  readonly element: HTMLElement;

  /** @param root a `.question` of `renderCourseworkFence` */
  constructor(root: HTMLElement) {
    this.element = root;
    this.version = root.dataset.version ?? "";
    const explanations = root.querySelector("details.explanations");
    this.options = [...root.querySelectorAll<HTMLElement>(".option")].map((row, at) => {
      const item = explanations?.querySelector<HTMLElement>(`li[data-option="${at}"]`);
      return openOption(row, item ?? undefined);
    });
    explanations?.remove();
    this.controls =
      root.querySelector<HTMLElement>(".controls") ?? element("div", { class: "controls" });
    root.append(this.controls, this.status);
  }

  /** The option chosen, counted from 0. */
  get chosen(): number | undefined {
    const at = this.options.findIndex((option) => option.input.checked);
    return at < 0 ? undefined : at;
  }

  choose(at: number): void {
    const input = this.options[at]?.input;
    if (input) input.checked = true;
  }

  /** Moves to the chosen option, or the first. */
  focus(): void {
    this.options[this.chosen ?? 0]?.input.focus();
  }

  /** Enter on an option does what the first button does. */
  onEnter(press: () => void): void {
    for (const { input } of this.options)
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        press();
      });
  }

  /** Shows why an option is right or wrong, and says which in words. */
  explain(at: number): void {
    const option = this.options[at];
    if (!option) return;
    option.row.dataset.verdict = option.right ? "right" : "wrong";
    if (!option.reason) return;
    option.reason.hidden = false;
    option.input.setAttribute("aria-describedby", option.reason.id);
  }

  explainAll(): void {
    for (const at of this.options.keys()) this.explain(at);
  }

  /** Hides every reason again. */
  clear(): void {
    for (const { row, input, reason } of this.options) {
      delete row.dataset.verdict;
      input.removeAttribute("aria-describedby");
      input.checked = false;
      if (reason) reason.hidden = true;
    }
    this.say("");
    this.lock(false);
  }

  say(text: string): void {
    this.status.textContent = text;
  }

  /** Keeps the choice as it is; the options stay readable. */
  lock(locked: boolean): void {
    for (const { input } of this.options) input.disabled = locked;
  }
}

function openOption(row: HTMLElement, item: HTMLElement | undefined): LiveOption {
  const input = row.querySelector("input");
  const label = row.querySelector<HTMLElement>(".option-text");
  if (!input || !label) throw new Error("LiveQuestion: an option has no radio button or no text");
  input.autocomplete = "off";
  const right = item?.hasAttribute("data-right") ?? false;
  const because = item?.querySelector<HTMLElement>(".because");
  let reason: HTMLElement | undefined;
  if (because && (because.textContent?.trim() || right)) {
    const word = right ? words.coursework.rightOption : words.coursework.wrongOption;
    const verdict = element("strong", { class: "option-verdict" }, `${word}. `);
    const id = `${input.name}-${input.value}-because`;
    reason = element("p", { class: "reason", id, hidden: true }, verdict, because);
    row.append(reason);
  }
  return { row, input, label, reason, right };
}
