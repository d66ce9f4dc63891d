import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";

/** A token as figures show it. */
export interface ShownToken {
  id: number;
  text: string;
  /** Draws attention: what was just merged, or where two strips differ. */
  isMarked?: boolean;
}

export interface TokenStripLabels extends FrameLabels {
  id: string;
  text: string;
  place: string;
  /** Said behind the tokens when `count` more are left out. */
  more(count: number): string;
}

export interface TokenStripOptions {
  title: string;
  labels: TokenStripLabels;
  tokens: readonly ShownToken[];
  /** One sentence on what there is to see. */
  summary: string;
  /** How many are drawn at most; default 400. The table has the same. */
  most?: number;
}

/** A text as the row of tokens that it becomes, each with its id below. */
export function tokenStrip(options: TokenStripOptions): HTMLElement {
  const { title, labels, tokens, summary, most = 400 } = options;
  const frame = figureFrame({ title, labels, name: "figure-tokens" });
  const shown = tokens.slice(0, most);
  frame.body.append(tokenList(shown));
  if (tokens.length > most) {
    frame.body.append(element("p", { class: "token-more" }, labels.more(tokens.length - most)));
  }
  frame.summarise(summary);
  frame.tabulate(() => [
    {
      columns: [labels.place, labels.text, labels.id],
      rows: shown.map(({ id, text }, at) => [String(at), text, String(id)]),
    },
  ]);
  return frame.figure;
}

/** Tokens side by side, left to right whatever their script: it is the order in which a model reads. */
export function tokenList(tokens: readonly ShownToken[]): HTMLOListElement {
  return element(
    "ol",
    { class: "token-list", dir: "ltr" },
    ...tokens.map(({ id, text, isMarked = false }) =>
      element(
        "li",
        isMarked ? { class: "is-marked" } : {},
        element("bdi", { class: "token-text" }, text),
        element("span", { class: "token-id" }, String(id)),
      ),
    ),
  );
}
