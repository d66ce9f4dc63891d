import { scaleBand, scaleLog } from "d3-scale";
import { create } from "d3-selection";
import { drawAxes } from "./drawAxes.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { legend } from "./legend.js";
import { numberText } from "./numberText.js";
import { colour, seriesColour } from "./palette.js";

/** One setting: its name and a gradient norm for each layer. */
export interface LayerNorms {
  name: string;
  norms: readonly number[];
}

export interface GradientByLayerLabels extends FrameLabels {
  /** The table's first column. */
  layer: string;
  /** One sentence from the norms of the first and the last layer. */
  summary(
    series: readonly {
      name: string;
      first: string;
      last: string;
      firstLayer: string;
      lastLayer: string;
    }[],
  ): string;
}

export interface GradientByLayerOptions {
  title: string;
  labels: GradientByLayerLabels;
  /** The layers' names, from input to output. */
  layers: readonly string[];
  series: readonly LayerNorms[];
  xLabel: string;
  yLabel: string;
}

export type GradientByLayer = HTMLElement & { update(series: readonly LayerNorms[]): void };

const margins = { top: 26, right: 8, bottom: 40, left: 56 };
const height = 260;

/** Bars of the gradient's norm in each layer, on a log scale; a norm of exactly 0 or not finite is written out. */
export function gradientByLayer(options: GradientByLayerOptions): GradientByLayer {
  const { title, labels, layers, xLabel, yLabel } = options;
  const frame = figureFrame({ title, labels, name: "figure-gradient-by-layer" });
  const svg = create("svg").attr("role", "img").attr("aria-label", title);
  const bars = svg.append("g");
  const notes = svg.append("g");
  let { series } = options;
  let width = 0;
  // A single setting needs no key: its bars have the gradients' own hue.
  const fill = (i: number) => (series.length > 1 ? seriesColour(i) : colour("gradient"));

  const draw = () => {
    const all = series.flatMap(({ norms }, s) => norms.map((norm, l) => ({ norm, s, l })));
    const drawable = ({ norm }: { norm: number }) => Number.isFinite(norm) && norm > 0;
    const logs = all.filter(drawable).map(({ norm }) => Math.log10(norm));
    const low = logs.length ? Math.floor(Math.min(...logs) - 0.3) : -1;
    const high = logs.length ? Math.max(Math.ceil(Math.max(...logs)), low + 1) : 0;
    const bottom = height - margins.bottom;
    const y = scaleLog([10 ** low, 10 ** high], [bottom, margins.top]);
    const indices = layers.map((_, i) => i);
    const x = scaleBand(indices, [margins.left, width - margins.right]).padding(0.2);
    const inner = scaleBand(
      series.map((_, i) => i),
      [0, x.bandwidth()],
    ).padding(0.08);
    const place = (d: { s: number; l: number }) => (x(d.l) ?? 0) + (inner(d.s) ?? 0);
    const every = Math.ceil((high - low) / 6);
    const yTicks = indicesFrom(low, high).filter((e) => (e - low) % every === 0);
    const room = Math.max(...layers.map((l) => l.length)) * 7 + 8;
    const step = Math.max(1, Math.ceil(room / x.step()));
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    drawAxes(svg, {
      ...{ x, y, xLabel, yLabel, width, height, margins },
      xTicks: indices.filter((i) => i % step === 0),
      xText: (i) => layers[i] ?? "",
      yTicks: yTicks.map((e) => 10 ** e),
    });
    bars
      .selectAll("rect")
      .data(all.filter(drawable))
      .join("rect")
      .attr("x", place)
      .attr("width", inner.bandwidth())
      .attr("y", (d) => y(d.norm))
      .attr("height", (d) => bottom - y(d.norm))
      .style("fill", (d) => fill(d.s));
    notes
      .selectAll("text")
      .data(all.filter((d) => !drawable(d)))
      .join("text")
      .attr("class", "figure-note")
      .attr("text-anchor", "middle")
      .attr("x", (d) => place(d) + inner.bandwidth() / 2)
      .attr("y", bottom - 4)
      .style("fill", (d) => fill(d.s))
      .text((d) => numberText(d.norm));
  };
  const describe = () => {
    frame.summarise(
      labels.summary(
        series.flatMap(({ name, norms }) => {
          if (norms.length === 0) return [];
          const [first, last] = [norms[0] ?? Number.NaN, norms.at(-1) ?? Number.NaN];
          const ends = { firstLayer: layers[0] ?? "", lastLayer: layers.at(-1) ?? "" };
          return [{ name, first: numberText(first, 2), last: numberText(last, 2), ...ends }];
        }),
      ),
    );
    frame.tabulate(() => [
      {
        columns: [labels.layer, ...series.map((s) => s.name)],
        rows: layers.map((layer, l) => [
          layer,
          ...series.map((s) => numberText(s.norms[l] ?? Number.NaN)),
        ]),
      },
    ]);
  };
  if (series.length > 1) {
    const items = series.map(({ name }, i) => ({ name, colour: fill(i), mark: "bar" as const }));
    frame.body.append(legend(items));
  }
  frame.body.append(svg.node() as SVGSVGElement);
  describe();
  fitWidth(frame.body, (next) => {
    width = next;
    draw();
  });
  return Object.assign(frame.figure, {
    update(next: readonly LayerNorms[]) {
      series = next;
      describe();
      draw();
    },
  });
}

function indicesFrom(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}
