import { create } from "d3-selection";
import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { numberText } from "./numberText.js";
import { colour } from "./palette.js";

/** What one head reads, for one sequence. */
export interface HeadMap {
  /** Both counted from 0. */
  layer: number;
  head: number;
  /** `[T, T]`, a row for each query: its weights sum to 1. */
  weights: readonly (readonly number[])[];
  /** Short lines under the map, such as scores. */
  notes?: readonly string[];
  /** Whether it is switched off: drawn faint. */
  isOff?: boolean;
}

export interface HeadGridLabels extends FrameLabels {
  head(layer: number, head: number): string;
  /** Says which axis is which. */
  axes: string;
  off: string;
  /** Columns of the table: the head, the query's token, the key that it reads most, and how much. */
  columns: readonly [string, string, string, string];
  summary(facts: { heads: number; layers: number; length: number }): string;
}

export interface HeadGridOptions {
  title: string;
  labels: HeadGridLabels;
  maps: readonly HeadMap[];
  /** What stands at each place, T names. */
  tokens: readonly string[];
  /** A place where hairlines cross each map, such as where a repetition begins. */
  boundary?: number;
}

export type HeadGrid = HTMLElement & {
  /** Draws these maps instead. */
  update(maps: readonly HeadMap[]): void;
};

/** Up to how many tokens the weights are written into the map. */
const mostWithNumbers = 4;

/** How many shades a weight is drawn in. */
const shades = 20;

/**
 * The attention maps of all heads side by side, a row for each layer: queries go down, keys go across.
 *
 * @throws RangeError if a map is not square over the tokens
 */
export function headGrid({ title, labels, maps, tokens, boundary }: HeadGridOptions): HeadGrid {
  const frame = figureFrame({ title, labels, name: "figure-head-grid" });
  const rows = element("div", { class: "head-rows" });
  frame.body.append(element("p", { class: "head-axes" }, labels.axes), rows);

  const draw = (next: readonly HeadMap[]) => {
    const T = tokens.length;
    for (const { layer, head, weights } of next) {
      if (weights.length === T && weights.every((row) => row.length === T)) continue;
      throw new RangeError(
        `headGrid: the map of layer ${layer}, head ${head} has shape [${weights.length}, ${weights[0]?.length ?? 0}], want [${T}, ${T}] as there are ${T} tokens`,
      );
    }
    const layers = [...new Set(next.map(({ layer }) => layer))];
    rows.replaceChildren(
      ...layers.map((layer) =>
        element(
          "div",
          { class: "head-row" },
          ...next.filter((map) => map.layer === layer).map((map) => panel(map, labels, boundary)),
        ),
      ),
    );
    frame.summarise(labels.summary({ heads: next.length, layers: layers.length, length: T }));
    frame.tabulate(() => [
      {
        columns: labels.columns,
        rows: next.flatMap(({ layer, head, weights }) =>
          weights.map((row, t) => {
            const most = row.indexOf(Math.max(...row));
            const name = (place: number) => `${tokens[place]} (${place})`;
            const weight = numberText(row[most] ?? Number.NaN, 2);
            return [labels.head(layer, head), name(t), most < 0 ? "" : name(most), weight];
          }),
        ),
      },
    ]);
  };
  draw(maps);
  return Object.assign(frame.figure, { update: draw });
}

function panel(
  { layer, head, weights, notes = [], isOff = false }: HeadMap,
  labels: HeadGridLabels,
  boundary: number | undefined,
): HTMLElement {
  const T = weights.length;
  const name = labels.head(layer, head);
  const svg = create("svg").attr("viewBox", `0 0 ${T} ${T}`).attr("role", "img");
  svg.attr("aria-label", [name, ...notes].join(", "));
  svg.append("rect").attr("width", T).attr("height", T).style("fill", colour("low"));
  const paths = new Array<string>(shades + 1).fill("");
  weights.forEach((row, t) => {
    row.forEach((weight, s) => {
      const shade = Math.round(Math.min(1, Math.max(0, weight)) * shades);
      if (shade > 0) paths[shade] += `M${s},${t}h1v1h-1z`;
    });
  });
  for (const [shade, path] of paths.entries()) {
    if (path === "") continue;
    const cells = svg.append("path").attr("d", path).attr("class", "head-cells");
    cells.style("fill", colour("high")).attr("fill-opacity", shade / shades);
  }
  if (T <= mostWithNumbers) {
    svg
      .append("g")
      .attr("class", "head-numbers")
      .selectAll("text")
      .data(weights.flatMap((row, t) => row.map((weight, s) => ({ weight, s, t }))))
      .join("text")
      .attr("x", ({ s }) => s + 0.5)
      .attr("y", ({ t }) => t + 0.5)
      .text(({ weight }) => numberText(weight, 2));
  }
  if (boundary !== undefined) {
    const lines = `M0,${boundary}h${T}M${boundary},0v${T}`;
    svg.append("path").attr("class", "head-boundary").attr("d", lines);
  }
  const state = isOff ? ` ${labels.off}` : "";
  return element(
    "div",
    { class: isOff ? "head-panel is-off" : "head-panel" },
    element("p", { class: "head-name" }, `${name}${state}`),
    svg.node() as unknown as HTMLElement,
    ...notes.map((note) => element("p", { class: "head-note" }, note)),
  );
}
