import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { numberText } from "./numberText.js";

/** One way to stand for words, with each word's nearest others. */
export interface NeighbourModel {
  name: string;
  /** For each of the words, in their order, nearest first. */
  nearest: readonly (readonly ShownNeighbour[])[];
}

export interface ShownNeighbour {
  word: string;
  cosine: number;
  /** Whether it is of the word's own class; absent where nobody knows. */
  isRight?: boolean;
}

export interface NeighboursLabels extends FrameLabels {
  word: string;
  right: string;
  wrong: string;
  neighbour: string;
  cosine: string;
  summary(word: string, models: readonly { name: string; words: readonly string[] }[]): string;
}

export interface NeighboursOptions {
  title: string;
  labels: NeighboursLabels;
  words: readonly string[];
  models: readonly NeighbourModel[];
  /** The word shown first; default the first. */
  word?: string;
}

/** A word's nearest neighbours, side by side for several models; the reader chooses the word. */
export function neighbours(options: NeighboursOptions): HTMLElement {
  const { title, labels, words, models, word = words[0] ?? "" } = options;
  const frame = figureFrame({ title, labels, name: "figure-neighbours" });
  const choice = element(
    "select",
    {},
    ...words.map((each) => element("option", { value: each }, each)),
  );
  choice.value = word;
  choice.addEventListener("input", (event) => {
    event.stopPropagation();
    show();
  });
  const lists = element("div", { class: "neighbour-lists" });
  frame.body.append(
    element("div", { class: "figure-controls" }, element("label", {}, labels.word, " ", choice)),
    lists,
  );
  show();
  return frame.figure;

  function show(): void {
    const at = words.indexOf(choice.value);
    const found = models.map(({ name, nearest }) => ({ name, near: nearest[at] ?? [] }));
    lists.replaceChildren(...found.map(({ name, near }) => list(name, near)));
    const facts = found.map(({ name, near }) => ({ name, words: near.map((each) => each.word) }));
    frame.summarise(labels.summary(choice.value, facts));
    frame.tabulate(() =>
      found.map(({ name, near }) => ({
        columns: [name, labels.neighbour, labels.cosine],
        rows: near.map((each, i) => [String(i + 1), each.word, numberText(each.cosine, 3)]),
      })),
    );
  }

  function list(name: string, near: readonly ShownNeighbour[]): HTMLElement {
    const items = near.map(({ word, cosine, isRight }) =>
      element(
        "li",
        {},
        ...(isRight === undefined ? [] : [verdict(isRight), " "]),
        word,
        " ",
        element("span", { class: "neighbour-cosine" }, numberText(cosine, 2)),
      ),
    );
    return element("div", {}, element("p", {}, name), element("ol", {}, ...items));
  }

  function verdict(isRight: boolean): HTMLElement {
    const said = isRight ? labels.right : labels.wrong;
    const kind = isRight ? "neighbour-right" : "neighbour-wrong";
    const sign = element("span", { "aria-hidden": "true" }, isRight ? "✓" : "✗");
    return element(
      "span",
      { class: kind },
      sign,
      element("span", { class: "visually-hidden" }, said),
    );
  }
}
