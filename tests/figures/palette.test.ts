import { readFileSync } from "node:fs";
import { rgb } from "d3-color";
import { expect, test } from "vitest";
import {
  divergingColour,
  palette,
  sequentialColour,
  seriesColour,
  seriesCount,
} from "../../lib/figures/palette.js";

const css = readFileSync(new URL("../../lessons/theme/figures.css", import.meta.url), "utf8");
const series = Array.from({ length: seriesCount }, (_, i) => `--series-${i + 1}`);
const themes = ["light", "dark"] as const;

/** A custom property's value in one theme. */
function value(property: string, theme: (typeof themes)[number]): string {
  const [, light, dark] = css.match(`${property}: light-dark\\((#\\w+), (#\\w+)\\)`) ?? [];
  if (!light || !dark) throw new Error(`figures.css does not define ${property}`);
  return theme === "light" ? light : dark;
}

/** Linear red, green and blue in [0, 1] (sRGB, IEC 61966-2-1). */
function linear(colour: string): number[] {
  const { r, g, b } = rgb(colour);
  return [r, g, b].map((c) =>
    c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  );
}

/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = linear(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Colour vision without one cone: Machado, Oliveira and Fernandes 2009, table 1, severity 1. */
const visions = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deutan: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritan: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
};

/** Distance in OKLab (Ottosson 2020) × 100, as an eye with that vision has it. */
function distance(a: string, b: string, vision: readonly number[]): number {
  const lab = (colour: string) => {
    const c = linear(colour);
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map((i) =>
      Math.max(
        0,
        c.reduce((sum, v, j) => sum + v * (vision[i * 3 + j] ?? 0), 0),
      ),
    );
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const [p, q] = [lab(a), lab(b)];
  return 100 * Math.hypot(...p.map((v, i) => v - (q[i] ?? 0)));
}

test("the stylesheet defines every colour, light and dark", () => {
  for (const theme of themes) {
    for (const property of [...Object.values(palette), ...series]) {
      expect(value(property, theme)).toMatch(/^#[0-9a-f]{6}$/);
    }
  }
});

test("text colours reach 4.5 to 1 on paper, and lines and marks 3 to 1", () => {
  for (const theme of themes) {
    const paper = value(palette.paper, theme);
    const texts = ["ink", "muted", "accent", "wrong", "activation", "weight", "gradient"] as const;
    for (const name of texts) {
      expect(contrast(value(palette[name], theme), paper), `${name} ${theme}`).toBeGreaterThan(4.5);
    }
    for (const property of series) {
      expect(contrast(value(property, theme), paper), `${property} ${theme}`).toBeGreaterThan(3);
    }
  }
});

test("a number is legible on both ends and the middle of both scales", () => {
  for (const theme of themes) {
    const ink = value(palette.cellInk, theme);
    for (const name of ["negative", "zero", "positive", "low", "high"] as const) {
      expect(contrast(value(palette[name], theme), ink), `${name} ${theme}`).toBeGreaterThan(4.5);
    }
  }
});

test.each([
  ["series", series, 8],
  ["activation, weight and gradient", [palette.activation, palette.weight, palette.gradient], 12],
  ["the diverging scale's ends and middle", [palette.negative, palette.zero, palette.positive], 12],
])("%s stay apart for every kind of colour vision", (_, properties, least) => {
  for (const theme of themes) {
    for (const [vision, matrix] of Object.entries(visions)) {
      properties.forEach((a, i) => {
        for (const b of properties.slice(i + 1)) {
          const apart = distance(value(a, theme), value(b, theme), matrix);
          expect(apart, `${a} ${b} ${theme} ${vision}`).toBeGreaterThan(least);
        }
      });
    }
  }
});

test("the diverging scale is neutral at 0, symmetric, and stays at its ends beyond them", () => {
  expect(divergingColour(0, 2)).toContain(`${palette.positive}) 0%, var(${palette.zero})`);
  expect(divergingColour(1, 2)).toContain(`${palette.positive}) 50%`);
  expect(divergingColour(-1, 2)).toContain(`${palette.negative}) 50%`);
  expect(divergingColour(-9, 2)).toContain(`${palette.negative}) 100%`);
  expect(divergingColour(0, 0)).toContain(" 0%");
});

test("the sequential scale runs from low to high, and series colours repeat", () => {
  expect(sequentialColour(0.25)).toBe(
    `color-mix(in oklab, var(${palette.high}) 25%, var(${palette.low}))`,
  );
  expect(sequentialColour(7)).toContain(" 100%");
  expect(seriesColour(seriesCount)).toBe(seriesColour(0));
});
