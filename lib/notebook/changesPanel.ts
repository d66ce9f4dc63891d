import { words } from "../words/words.js";

/** "Show what I changed": a button, and below the code the lines that differ. */
export class ChangesPanel {
  readonly button: HTMLButtonElement;
  readonly panel = document.createElement("div");
  readonly #original: string;
  #source: string;

  constructor(button: HTMLButtonElement, original: string) {
    this.button = button;
    this.#original = original;
    this.#source = original;
    this.panel.className = "cell-changes";
    this.#hide();
    button.addEventListener("click", () => {
      if (this.panel.hidden) void this.#show();
      else this.#hide();
    });
  }

  /** The cell's present source: what is shown follows it. */
  set source(source: string) {
    this.#source = source;
    this.button.hidden = source === this.#original;
    if (this.button.hidden) this.#hide();
    else if (!this.panel.hidden) void this.#show();
  }

  async #show(): Promise<void> {
    const { changesBetween, renderChanges } = await import("./changes.js");
    if (this.button.hidden) return; // reset in the meantime
    this.panel.replaceChildren(
      renderChanges(changesBetween(this.#original, this.#source), words.notebook.changeLabels),
    );
    this.panel.hidden = false;
    this.button.textContent = words.notebook.hideChanges;
    this.button.setAttribute("aria-expanded", "true");
  }

  #hide(): void {
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.button.textContent = words.notebook.changes;
    this.button.setAttribute("aria-expanded", "false");
  }
}
