import { type Edits, hash } from "./edits.js";

const pauseMs = 250;

/** A cell's source as the reader has it: the lesson's own, or an edit that outlives the page. */
export class SavedSource {
  readonly #id: string;
  readonly #edits: Edits;
  readonly #original: string;
  readonly #changed: () => void;
  #text: string;
  #saving: ReturnType<typeof setTimeout> | undefined;

  /** @param changed told when an edit was made and when it was written down */
  constructor(id: string, edits: Edits, original: string, changed: () => void) {
    this.#id = id;
    this.#edits = edits;
    this.#original = original;
    this.#changed = changed;
    this.#text = edits.get(id)?.source ?? original;
  }

  get text(): string {
    return this.#text;
  }

  get edited(): boolean {
    return this.#text !== this.#original;
  }

  /** Whether the edit was made to another version of the lesson. */
  get outdated(): boolean {
    const edit = this.#edits.get(this.#id);
    return this.edited && edit !== undefined && edit.originalHash !== hash(this.#original);
  }

  /** Takes what the reader types; it is written down a moment after the last key. */
  type(text: string): void {
    this.#text = text;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.save(), pauseMs);
    this.#changed();
  }

  /** Goes back to the lesson's own. */
  reset(): Promise<void> {
    this.#text = this.#original;
    return this.save();
  }

  /** Writes the edit down at once, or forgets it where there is none. */
  async save(): Promise<void> {
    clearTimeout(this.#saving);
    if (this.edited) await this.#edits.set(this.#id, this.#text, this.#original);
    else await this.#edits.remove(this.#id);
    this.#changed();
  }
}
