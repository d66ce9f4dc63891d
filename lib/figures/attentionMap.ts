import { create } from "d3-selection";
import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { numberText } from "./numberText.js";
import { sequentialColour } from "./palette.js";

/** One head's weights: a row for each query, a column for each key, `[T, S]`. */
export interface AttentionHead {
  /** Shown above its map where there are several. */
  name: string;
  weights: readonly (readonly number[])[];
}

export interface AttentionMapLabels extends FrameLabels {
  /** Names of the axes, such as "query" and "key". */
  query: string;
  key: string;
  /** What the colour means. */
  weight: string;
  /** Said in place of the map when there are no tokens. */
  empty: string;
  /** What the chosen square says; `heads` has one entry a head. Tokens come wrapped in bidirectional isolates. */
  reading(facts: {
    query: string;
    key: string;
    isHidden: boolean;
    heads: readonly { name: string; weight: string }[];
  }): string;
  /** One sentence: the sizes, and the strongest link of each head. */
  summary(facts: {
    queries: number;
    keys: number;
    heads: readonly { name: string; query: string; key: string; weight: string }[];
  }): string;
}

export interface AttentionMapOptions {
  title: string;
  labels: AttentionMapLabels;
  /** The tokens that ask, one a row, T of them. */
  queries: readonly string[];
  /** The tokens that are read, one a column, S of them; default: the queries. */
  keys?: readonly string[];
  /** At least one; several are drawn side by side. */
  heads: readonly AttentionHead[];
  /** True where query t may read key s, `[T, S]`; hidden places are struck through. Default: all seen. */
  seen?: readonly (readonly boolean[])[];
  /** The weight whose colour is the strongest. Default 1. */
  fullAt?: number;
}

/** A place in the map, from 0. */
export interface AttentionPlace {
  query: number;
  key: number;
}

export type AttentionMap = HTMLElement & {
  /** The chosen square; `input` tells of a change. */
  readonly value: AttentionPlace;
  /** Draws these weights, of the same sizes; cheap enough for every report of a training run. */
  update(heads: readonly AttentionHead[]): void;
};

/** So many steps of colour, and at most so many paths a head. */
const levels = 50;
const [textHeight, longestLabel, letter] = [13, 9, 8.2];

/**
 * Maps of attention weights: rows are queries, columns are keys, darker is more, on one scale for all heads. A square
 * is chosen by pointing, by touch or with the arrow keys, and read out below. Labels thin out where tokens are many.
 *
 * @throws if a head's rows and columns are not as many as the queries and keys, or there is no head
 */
export function attentionMap(options: AttentionMapOptions): AttentionMap {
  const { title, labels, queries, keys = queries, seen, fullAt = 1 } = options;
  let { heads } = options;
  const [T, S] = [queries.length, keys.length];
  checkHeads(heads, T, S);
  const frame = figureFrame({ title, labels, name: "figure-attention" });
  let at: AttentionPlace = { query: T - 1, key: 0 };
  const hides = ({ query, key }: AttentionPlace) => seen?.[query]?.[key] === false;
  const define = (show: (next: readonly AttentionHead[]) => void) =>
    Object.defineProperties(frame.figure, {
      value: { get: () => at },
      update: { value: show },
    }) as AttentionMap;
  if (T === 0 || S === 0) {
    frame.summarise(labels.empty);
    return define(() => {});
  }

  const reading = element("p", { class: "figure-sentence", "aria-live": "polite" });
  const maps = element("div", {
    class: "attention-maps",
    tabindex: 0,
    role: "group",
    "aria-label": title,
  });
  frame.body.append(scale(labels.weight, fullAt), maps, reading);
  let panels: ReturnType<typeof panel>[] = [];

  const choose = (query: number, key: number) => {
    const next = { query: clamp(query, T), key: clamp(key, S) };
    if (next.query === at.query && next.key === at.key) return;
    at = next;
    point();
    frame.figure.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const point = () => {
    for (const each of panels) each.point(at);
    reading.textContent = labels.reading({
      query: isolated(queries[at.query]),
      key: isolated(keys[at.key]),
      isHidden: hides(at),
      heads: heads.map(({ name, weights }) => ({
        name,
        weight: numberText(weights[at.query]?.[at.key] ?? Number.NaN, 3),
      })),
    });
  };
  const describe = () => {
    const strongest = heads.map(({ name, weights }) => {
      const [query, key, weight] = strongestOf(weights);
      const tokens = { query: isolated(queries[query]), key: isolated(keys[key]) };
      return { name, ...tokens, weight: numberText(weight, 3) };
    });
    frame.summarise(labels.summary({ queries: T, keys: S, heads: strongest }));
    frame.tabulate(() =>
      heads.map(({ name, weights }) => ({
        columns: [
          heads.length > 1
            ? `${name}: ${labels.query} ↓ ${labels.key} →`
            : `${labels.query} ↓ ${labels.key} →`,
          ...keys.map(visible),
        ],
        rows: weights.map((row, t) => [visible(queries[t]), ...row.map((w) => numberText(w, 3))]),
      })),
    );
  };

  maps.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { query, key } = at;
    const targets = new Map<string, [number, number]>([
      ["ArrowUp", [query - 1, key]],
      ["ArrowDown", [query + 1, key]],
      ["ArrowLeft", [query, key - 1]],
      ["ArrowRight", [query, key + 1]],
      ["Home", [query, 0]],
      ["End", [query, S - 1]],
      ["PageUp", [0, key]],
      ["PageDown", [T - 1, key]],
    ]);
    const target = targets.get(event.key);
    if (!target) return;
    event.preventDefault();
    choose(...target);
  });
  fitWidth(frame.body, (width) => {
    const across = Math.max(1, Math.min(heads.length, Math.floor(width / 210)));
    const panelWidth = Math.floor((width - 16 * (across - 1)) / across);
    panels = heads.map(({ name }) =>
      panel({
        queries,
        keys,
        seen,
        fullAt,
        labels,
        choose,
        panelWidth,
        name: heads.length > 1 ? name : "",
      }),
    );
    maps.replaceChildren(...panels.map(({ svg }) => svg));
    for (const [i, each] of panels.entries()) each.paint(heads[i] as AttentionHead);
    point();
  });
  describe();
  return define((next) => {
    checkHeads(next, T, S);
    if (next.length !== heads.length) {
      throw new Error(`attentionMap: got ${next.length} heads, wanted ${heads.length} as at first`);
    }
    heads = next;
    for (const [i, each] of panels.entries()) each.paint(heads[i] as AttentionHead);
    describe();
    point();
  });
}

/** One head's drawing. */
function panel(options: {
  queries: readonly string[];
  keys: readonly string[];
  seen: AttentionMapOptions["seen"];
  fullAt: number;
  labels: AttentionMapLabels;
  choose(query: number, key: number): void;
  panelWidth: number;
  name: string;
}) {
  const { queries, keys, seen, fullAt, labels, choose, panelWidth, name } = options;
  const [T, S] = [queries.length, keys.length];
  const rowTexts = queries.map((token) => short(visible(token)));
  const columnTexts = keys.map((token) => short(visible(token)));
  const room = (texts: string[]) => Math.max(...texts.map((text) => [...text].length)) * letter + 8;
  const left = Math.max(room(rowTexts), (labels.query.length + 2) * letter);
  const head = name ? textHeight + 6 : 0;
  const top = head + textHeight + 6 + room(columnTexts);
  const cell = Math.max(1, Math.min(40, (panelWidth - left - 8) / S));
  const [gridWidth, height] = [cell * S, top + cell * T + 1];
  const every = Math.max(1, Math.ceil(textHeight / cell));
  const inset = cell > 6 ? 0.5 : 0; // a hairline between squares that are large enough

  const svg = create("svg")
    .attr("aria-hidden", "true") // the summary, the sentence and the table say it in words
    .attr("viewBox", `0 0 ${panelWidth} ${height}`)
    .attr("width", panelWidth)
    .attr("height", height);
  const text = (className: string, x: number, y: number, content: string) =>
    svg.append("text").attr("class", className).attr("x", x).attr("y", y).text(content);
  if (name) text("attention-head", left, textHeight, name);
  text("figure-axis-label", left, head + textHeight, `${labels.key} →`);
  text("figure-axis-label", left - 6, top - 6, `${labels.query} ↓`).attr("text-anchor", "end");
  rowTexts.forEach((label, t) => {
    if (t % every > 0) return;
    text("attention-token", left - 6, top + (t + 0.5) * cell, label)
      .attr("text-anchor", "end")
      .attr("dy", "0.35em")
      .attr("data-query", t);
  });
  columnTexts.forEach((label, s) => {
    if (s % every > 0) return;
    const [x, y] = [left + (s + 0.5) * cell, top - 5];
    text("attention-token", 0, 0, label)
      .attr("transform", `translate(${x},${y}) rotate(-90)`)
      .attr("dy", "0.35em")
      .attr("data-key", s);
  });
  const squares = svg.append("g");
  const corner = (t: number, s: number) => [left + s * cell, top + t * cell] as const;
  svg
    .append("path")
    .attr("class", "attention-hidden")
    .attr(
      "d",
      (seen ?? [])
        .flatMap((row, t) => row.map((sees, s) => (sees ? "" : strike(...corner(t, s), cell))))
        .join(""),
    );
  svg
    .append("rect")
    .attr("class", "attention-frame")
    .attr("x", left)
    .attr("y", top)
    .attr("width", gridWidth)
    .attr("height", cell * T);
  const row = svg
    .append("rect")
    .attr("class", "attention-row")
    .attr("x", left)
    .attr("height", cell);
  const chosen = svg.append("rect").attr("class", "attention-chosen").attr("height", cell);
  row.attr("width", gridWidth);
  chosen.attr("width", cell);

  const find = (event: PointerEvent) => {
    const box = svg.node()?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const unit = panelWidth / box.width;
    const s = Math.floor(((event.clientX - box.left) * unit - left) / cell);
    const t = Math.floor(((event.clientY - box.top) * unit - top) / cell);
    if (t >= 0 && t < T && s >= 0 && s < S) choose(t, s);
  };
  svg.on("pointerdown", find).on("pointermove", (event: PointerEvent) => {
    if (event.pointerType === "mouse") find(event); // a finger that moves scrolls the page
  });

  return {
    svg: svg.node() as SVGSVGElement,
    paint({ weights }: AttentionHead) {
      const byLevel = new Map<number, string>();
      weights.forEach((values, t) => {
        values.forEach((weight, s) => {
          const level = Number.isFinite(weight)
            ? Math.round(levels * Math.min(1, Math.max(0, weight / fullAt)))
            : -1;
          const [x, y] = corner(t, s);
          const side = cell - 2 * inset;
          const square = `M${x + inset},${y + inset}h${side}v${side}h${-side}z`;
          byLevel.set(level, (byLevel.get(level) ?? "") + square);
        });
      });
      squares
        .selectAll("path")
        .data([...byLevel])
        .join("path")
        .attr("d", ([, squares]) => squares)
        .attr("data-level", ([level]) => level)
        .attr("class", ([level]) => (level < 0 ? "is-not-finite" : null))
        .style("fill", ([level]) => (level < 0 ? null : sequentialColour(level / levels)));
    },
    point({ query, key }: AttentionPlace) {
      const [x, y] = corner(query, key);
      row.attr("y", y);
      chosen.attr("x", x).attr("y", y);
    },
  };
}

function checkHeads(heads: readonly AttentionHead[], T: number, S: number): void {
  if (heads.length === 0) throw new Error("attentionMap: got no heads, wanted at least one");
  for (const { name, weights } of heads) {
    const misfit = weights.find((row) => row.length !== S);
    if (weights.length === T && !misfit) continue;
    const came = `[${weights.length}, ${(misfit ?? weights[0])?.length ?? 0}]`;
    throw new Error(`attentionMap: the weights of ${name} are ${came}, wanted [${T}, ${S}]`);
  }
}

function strongestOf(
  weights: AttentionHead["weights"],
): [query: number, key: number, weight: number] {
  let best: [number, number, number] = [0, 0, weights[0]?.[0] ?? Number.NaN];
  weights.forEach((row, t) => {
    row.forEach((weight, s) => {
      if (weight > best[2] || Number.isNaN(best[2])) best = [t, s, weight];
    });
  });
  return best;
}

/** What the colours mean: from 0 to the strongest. */
function scale(label: string, fullAt: number): HTMLElement {
  const bar = element("span", { class: "attention-scale-bar" });
  const texts = [`${label} 0`, numberText(fullAt, 2)].map((text) => element("span", {}, text));
  return element("p", { class: "attention-scale" }, texts[0] as Node, bar, texts[1] as Node);
}

const strike = (x: number, y: number, cell: number) =>
  `M${x + 0.25 * cell},${y + 0.75 * cell}L${x + 0.75 * cell},${y + 0.25 * cell}`;

const clamp = (index: number, size: number) => Math.min(size - 1, Math.max(0, index));

/** Spaces and line ends can be seen. */
function visible(token = ""): string {
  return token.replaceAll(" ", "␣").replaceAll("\n", "↵").replaceAll("\t", "⇥") || "∅";
}

function short(token: string): string {
  const letters = [...token];
  return letters.length > longestLabel ? `${letters.slice(0, longestLabel - 1).join("")}…` : token;
}

/** Keeps a token of a right-to-left script from reordering the sentence around it. */
function isolated(token: string | undefined): string {
  return `\u2068${visible(token)}\u2069`;
}
