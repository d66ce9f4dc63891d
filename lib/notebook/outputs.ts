import { Inspector } from "@observablehq/inspector";

/** Turns a value into what the page shows, or undefined for the usual inspector. */
export type ShowValue = (value: unknown) => Node | undefined;

/**
 * The place where a cell shows its values. A new run's first value replaces what the last run
 * left, so the page does not jump while a cell computes.
 */
export class Outputs {
  readonly #place: HTMLElement;
  readonly #showValue: ShowValue;
  #version = 0;
  #shown = 0;

  constructor(place: HTMLElement, showValue: ShowValue) {
    this.#place = place;
    this.#showValue = showValue;
  }

  /** Starts a run; what an earlier run still shows from now on is ignored. */
  begin(): OutputRun {
    const version = ++this.#version;
    return {
      show: (value) => {
        if (version === this.#version) this.#append(version, value);
      },
      clear: () => {
        if (version === this.#version) this.#replace(version);
      },
      finish: () => {
        if (version === this.#version && this.#shown !== version) this.#replace(version);
      },
    };
  }

  #append(version: number, value: unknown): void {
    if (this.#shown !== version) this.#replace(version);
    this.#place.append(this.#nodeFor(value));
  }

  #replace(version: number): void {
    this.#shown = version;
    this.#place.replaceChildren();
  }

  #nodeFor(value: unknown): Node {
    if (isPlaceable(value) && !value.contains(this.#place)) return value;
    const shown = this.#showValue(value);
    if (shown) return shown;
    return inspected(value);
  }
}

/** A value as the usual inspector shows it. */
export function inspected(value: unknown): HTMLElement {
  const place = document.createElement("div");
  new Inspector(place).fulfilled(value);
  return place;
}

/** Whether a node can stand inside an element: a document or an attribute cannot. */
function isPlaceable(value: unknown): value is Node {
  if (!(value instanceof Node)) return false;
  const kinds = [Node.ELEMENT_NODE, Node.TEXT_NODE, Node.COMMENT_NODE, Node.DOCUMENT_FRAGMENT_NODE];
  return kinds.some((kind) => kind === value.nodeType);
}

/** One run's hand on the outputs. */
export interface OutputRun {
  show(value: unknown): void;
  clear(): void;
  /** Ends the run: if it showed nothing, what the last run left goes away. */
  finish(): void;
}

/** Text, nodes, or a list of either, as an inline expression in prose shows them. */
export function inlineNodes(value: unknown): Node[] {
  if (isPlaceable(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(inlineNodes);
  return [document.createTextNode(String(value))];
}
