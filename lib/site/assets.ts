import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRepository, lessonsFolder } from "./paths.js";

/** A text face, as `@fontsource-variable` ships it. */
interface Face {
  package: string;
  file: string;
  family: string;
  style: "normal" | "italic";
  weights: string;
}

const faces: Face[] = [
  face("source-serif-4", "Source Serif 4", "normal"),
  face("source-serif-4", "Source Serif 4", "italic"),
  face("jetbrains-mono", "JetBrains Mono", "normal", "100 800"),
];

function face(name: string, family: string, style: Face["style"], weights = "200 900"): Face {
  const file = `${name}-latin-wght-${style}.woff2`;
  return { package: `@fontsource-variable/${name}`, file, family, style, weights };
}

const katexFonts = "node_modules/katex/dist/fonts";

/** Copies fonts and WebAssembly binaries from their packages to where the site serves them. */
export function copyAssets(): void {
  const fonts = join(lessonsFolder, "fonts");
  mkdirSync(fonts, { recursive: true });
  for (const { package: name, file } of faces) {
    copyFileSync(inRepository("node_modules", name, "files", file), join(fonts, file));
  }
  for (const file of readdirSync(inRepository(katexFonts))) {
    if (file.endsWith(".woff2")) copyFileSync(inRepository(katexFonts, file), join(fonts, file));
  }
  const wasm = inRepository("data", "wasm");
  mkdirSync(wasm, { recursive: true });
  const dist = inRepository("node_modules/@tensorflow/tfjs-backend-wasm/dist");
  for (const file of readdirSync(dist)) {
    if (file.endsWith(".wasm")) copyFileSync(join(dist, file), join(wasm, file));
  }
  const css = readFileSync(inRepository("node_modules/katex/dist/katex.css"), "utf8");
  writeFileSync(
    join(lessonsFolder, "theme", "katex.css"),
    css.replace(/@font-face\s*{[^}]*}/g, ""),
  );
}

/**
 * The `@font-face` rules of a page. They stand in the page itself, since the theme's address
 * carries a hash and the fonts' addresses must not.
 *
 * @param root the way from the page to the site's root: `./` or `../`
 */
export function fontFaces(root: string): string {
  const rule = (family: string, style: string, weight: string, file: string) =>
    `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};font-display:swap;src:url("${root}_file/fonts/${file}") format("woff2")}`;
  const text = faces.map(({ family, style, weights, file }) => rule(family, style, weights, file));
  const css = readFileSync(inRepository("node_modules/katex/dist/katex.css"), "utf8");
  const maths = [...css.matchAll(/@font-face\s*{([^}]*)}/g)].map(([, body = ""]) => {
    const value = (name: string) => body.match(new RegExp(`${name}:\\s*"?([^;"]+)`))?.[1] ?? "";
    const file = body.match(/fonts\/([\w-]+\.woff2)/)?.[1] ?? "";
    return rule(value("font-family"), value("font-style"), value("font-weight"), file);
  });
  return [...text, ...maths].join("\n");
}
