/** Sentences above the lesson, each with what the reader can do about it. */
export class Notices {
  readonly #place: HTMLElement;
  readonly #shown = new Map<string, HTMLElement>();

  constructor(before: HTMLElement) {
    this.#place = document.createElement("div");
    this.#place.className = "notices";
    before.before(this.#place);
  }

  /** Shows a notice, or replaces the one of the same name. */
  show(name: string, text: string, action?: { label: string; run(): void }): void {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "status");
    notice.append(text);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = action.label;
      button.addEventListener("click", () => action.run());
      notice.append(" ", button);
    }
    const before = this.#shown.get(name);
    if (before?.textContent === notice.textContent) return; // said already
    const focused = before?.contains(document.activeElement);
    before?.remove();
    this.#shown.set(name, notice);
    this.#place.append(notice);
    if (focused) notice.querySelector("button")?.focus({ preventScroll: true });
  }

  hide(name: string): void {
    const notice = this.#shown.get(name);
    // The button that was pressed goes with its notice: the keyboard goes on from the lesson.
    if (notice?.contains(document.activeElement)) {
      this.#place.closest("main")?.focus({ preventScroll: true });
    }
    notice?.remove();
    this.#shown.delete(name);
  }
}
