import { scaleLinear } from "d3-scale";
import { create } from "d3-selection";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { legend } from "./legend.js";
import { percentText } from "./numberText.js";
import { colour } from "./palette.js";

/** One of the things that may come next. */
export interface Outcome {
  name: string;
  /** Before anything was cut or sharpened. */
  probability: number;
  /** From which it is drawn; 0 if it was cut. */
  kept: number;
}

export interface DistributionBarsLabels extends FrameLabels {
  columns: readonly [outcome: string, before: string, kept: string];
  cut: string;
  /** All that is not drawn, as one row. */
  others(count: number): string;
  summary(facts: { best: string; share: string; left: number; all: number; bits: string }): string;
  legend: readonly [before: string, kept: string];
}

export interface DistributionBarsOptions {
  title: string;
  labels: DistributionBarsLabels;
  outcomes: readonly Outcome[];
  /** How many are drawn, the likeliest first; the others share a row. Default 12. */
  shown?: number;
}

export type DistributionBars = HTMLElement & {
  /** Draws these instead. */
  update(outcomes: readonly Outcome[]): void;
};

const rowHeight = 22;
const margins = { top: 4, bottom: 4, right: 56, left: 92 };

/**
 * What may come next: for each outcome a thin bar for its probability at first and a thick one for that from which it is drawn. Cut
 * ones keep the thin bar alone, and their names are struck through.
 */
export function distributionBars(options: DistributionBarsOptions): DistributionBars {
  const { title, labels, shown = 12 } = options;
  const frame = figureFrame({ title, labels, name: "figure-distribution" });
  const svg = create("svg").attr("role", "img").attr("aria-label", title);
  const rows = svg.append("g");
  const [before, kept] = labels.legend;
  frame.body.append(
    legend([
      { name: before, colour: colour("muted"), mark: "line" },
      { name: kept, colour: colour("accent"), mark: "bar" },
    ]),
    svg.node() as SVGSVGElement,
  );
  let { outcomes } = options;
  let width = 640;

  const draw = () => {
    const sorted = [...outcomes].sort((a, b) => b.probability - a.probability);
    const rest = sorted.slice(shown);
    const drawn = sorted.slice(0, shown);
    if (rest.length > 0) {
      const sum = (of: "probability" | "kept") => rest.reduce((total, each) => total + each[of], 0);
      const others = { probability: sum("probability"), kept: sum("kept") };
      drawn.push({ name: labels.others(rest.length), ...others });
    }
    const height =
      margins.top + (Math.min(outcomes.length, shown + 1) || 1) * rowHeight + margins.bottom;
    // The row of all others has no bar: its length would dwarf the rest.
    const most = Math.max(
      1e-9,
      ...drawn.slice(0, shown).flatMap(({ probability, kept }) => [probability, kept]),
    );
    const x = scaleLinear([0, most], [margins.left, width - margins.right]);
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    const restRow = rest.length > 0 ? drawn.at(-1) : undefined;
    const length = (outcome: Outcome, share: number) =>
      outcome === restRow ? 0 : x(share) - margins.left;
    const each = rows
      .selectAll<SVGGElement, Outcome>("g")
      .data(drawn)
      .join("g")
      .attr("transform", (_, i) => `translate(0,${margins.top + i * rowHeight})`)
      .attr("class", ({ kept }) => (kept === 0 ? "is-cut" : null));
    const put = (name: string, tag: "rect" | "text") =>
      each
        .selectAll<SVGElement, Outcome>(`.${name}`)
        .data((outcome) => [outcome])
        .join(tag)
        .attr("class", name);
    put("outcome-name", "text")
      .attr("x", margins.left - 8)
      .attr("y", 15)
      .attr("text-anchor", "end")
      .text(({ name }) => name);
    put("outcome-kept", "rect")
      .attr("x", margins.left)
      .attr("y", 4)
      .attr("height", 12)
      .attr("width", (outcome) => length(outcome, outcome.kept))
      .style("fill", colour("accent"));
    put("outcome-before", "rect")
      .attr("x", margins.left)
      .attr("y", 17)
      .attr("height", 3)
      .attr("width", (outcome) => length(outcome, outcome.probability))
      .style("fill", colour("muted"));
    put("outcome-share", "text")
      .attr("x", width - margins.right + 6)
      .attr("y", 15)
      .text(({ kept }) => (kept === 0 ? labels.cut : percentText(kept)));
    summarise(sorted);
  };

  const summarise = (sorted: readonly Outcome[]) => {
    const best = sorted.reduce<Outcome | undefined>(
      (most, each) => (each.kept > (most?.kept ?? 0) ? each : most),
      undefined,
    );
    const bits = sorted.reduce((sum, { kept: p }) => sum - (p > 0 ? p * Math.log2(p) : 0), 0);
    frame.summarise(
      labels.summary({
        best: best?.name ?? "–",
        share: percentText(best?.kept ?? 0),
        left: sorted.filter(({ kept }) => kept > 0).length,
        all: sorted.length,
        bits: bits.toFixed(2),
      }),
    );
    frame.tabulate(() => [
      {
        columns: labels.columns,
        rows: sorted.map(({ name, probability, kept }) => [
          name,
          percentText(probability),
          kept === 0 ? labels.cut : percentText(kept),
        ]),
      },
    ]);
  };
  fitWidth(frame.body, (next) => {
    width = next;
    draw();
  });
  return Object.assign(frame.figure, {
    update(next: readonly Outcome[]) {
      outcomes = next;
      draw();
    },
  });
}
