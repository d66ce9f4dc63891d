/**
 * The colours that figures use, by their meaning. Each is a CSS custom property: its light and dark values
 * are in `lessons/theme/figures.css`, and a theme may set any of them again.
 *
 * - `paper` the page's background, `ink` text, `muted` secondary text and axes, `grid` hairlines
 * - `accent` what is active now, `wrong` what is not as it should be
 * - `activation`, `weight`, `gradient` one hue each, on every page
 * - `negative`, `zero`, `positive` the diverging scale of signed values
 * - `low`, `high` the sequential scale of probabilities, shares and attention
 * - `cellInk` text that is legible on every colour of both scales
 */
export const palette = {
  paper: "--figure-paper",
  ink: "--figure-ink",
  muted: "--figure-muted",
  grid: "--figure-grid",
  accent: "--figure-accent",
  wrong: "--figure-wrong",
  activation: "--activation",
  weight: "--weight",
  gradient: "--gradient",
  negative: "--diverging-negative",
  zero: "--diverging-zero",
  positive: "--diverging-positive",
  low: "--sequential-low",
  high: "--sequential-high",
  cellInk: "--figure-cell-ink",
} as const;

/** How many series colours there are: `--series-1` to `--series-5`. */
export const seriesCount = 5;

/** The colour of one meaning, for a style or a presentation attribute. */
export function colour(name: keyof typeof palette): string {
  return `var(${palette[name]})`;
}

/** The colour of the series or class at `index`; they repeat after five. */
export function seriesColour(index: number): string {
  return `var(--series-${(index % seriesCount) + 1})`;
}

/** The dash pattern of the line at `index`, so that lines differ without colour too. */
export function seriesDash(index: number): string | null {
  return [null, "7 4", "2 3", "10 3 2 3", "5 2"][index % seriesCount] ?? null;
}

/**
 * A colour of the diverging scale: white (or the dark theme's neutral) at 0.
 *
 * @param value a signed number; beyond ±`extent` the colour stays at its end
 * @param extent the largest magnitude, positive
 */
export function divergingColour(value: number, extent: number): string {
  const share = extent > 0 ? Math.min(1, Math.abs(value) / extent) : 0;
  return mix(share, value < 0 ? "negative" : "positive", "zero");
}

/** A colour of the sequential scale for `share` in [0, 1]. */
export function sequentialColour(share: number): string {
  return mix(Math.min(1, Math.max(0, share)), "high", "low");
}

function mix(share: number, end: keyof typeof palette, start: keyof typeof palette): string {
  const percent = Math.round(share * 1000) / 10;
  return `color-mix(in oklab, ${colour(end)} ${percent}%, ${colour(start)})`;
}
