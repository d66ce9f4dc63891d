import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { words } from "../words/words.js";
import { distFolder, lessonsFolder } from "./paths.js";
import { searchSections } from "./searchIndex.js";

const say = words.page;

/** Where a page with a part marked `data-hub` may fetch from besides the site: a hub for models, and where it keeps their files. */
const hub = " https://huggingface.co https://*.hf.co";

/** What a page may load, run and call. Every inline script is named by its hash. */
export function contentSecurityPolicy(hashes: readonly string[], usesHub = false): string {
  return [
    "default-src 'none'",
    `script-src 'self' blob: 'wasm-unsafe-eval'${hashes.map((hash) => ` 'sha256-${hash}'`).join("")}`,
    "style-src 'self' 'unsafe-inline'", // KaTeX and CodeMirror place what they draw by style
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' blob:${usesHub ? hub : ""}`,
    "worker-src 'self' blob:",
    "media-src 'self' blob:",
    "frame-src 'self' blob:",
    "base-uri 'self'",
    "form-action 'none'",
  ].join("; ");
}

/** What Framework leaves undone: fonts, the search index, and each page's `finishPage`. */
export function finishPages(): void {
  // Markdown beside data and code is for builders, but Framework makes pages of it.
  for (const folder of ["data", "lib"]) {
    rmSync(join(distFolder, folder), { recursive: true, force: true });
  }
  cpSync(join(lessonsFolder, "fonts"), join(distFolder, "_file", "fonts"), { recursive: true });
  const pages = builtPages().map((file) => ({
    file,
    address: relative(distFolder, file).split(sep).join("/"),
    html: readFileSync(file, "utf8"),
  }));
  const sections = pages
    .filter(({ address }) => !["404.html", "progress.html"].includes(address))
    .flatMap(({ html, address }) => searchSections(html, address.replace(/^index\.html$/, "./")));
  const index = JSON.stringify(sections);
  const searchIndex = `_file/data/search.${sha256(index, "hex").slice(0, 8)}.json`;
  mkdirSync(join(distFolder, "_file", "data"), { recursive: true });
  writeFileSync(join(distFolder, searchIndex), index);
  const lessons = pages.map(({ address }) => address).filter((address) => address.includes("/"));
  for (const { file, address, html } of pages) {
    writeFileSync(file, finishPage(html, { address, searchIndex, lessons }));
  }
}

/** Every HTML file of the built site. */
export function builtPages(): string[] {
  const files = readdirSync(distFolder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".html")).map((file) => join(distFolder, file));
}

export interface PagePlace {
  /** The page's address from the site's root: `theory/backpropagation.html`. */
  address: string;
  /** The search index's address from the site's root. */
  searchIndex: string;
  /** The addresses of all lessons. */
  lessons: readonly string[];
}

/** Language, zoom, landmarks, a way past the header, contents, search, fonts, security policy. */
export function finishPage(html: string, { address, searchIndex, lessons }: PagePlace): string {
  const root = "../".repeat(address.split("/").length - 1) || "./";
  const parts = new Set(lessons.map((lesson) => lesson.split("/")[0]));
  const kind = address === "index.html" ? "home" : address.includes("/") ? "lesson" : "other";
  const fonts = ["source-serif-4", "jetbrains-mono"].map(
    (name) =>
      `<link rel="preload" as="font" type="font/woff2" crossorigin href="${root}_file/fonts/${name}-latin-wght-normal.woff2">`,
  );
  const whole = html
    .replace("<html>", `<html lang="${say.language}" data-page="${kind}">`)
    .replace(/, maximum-scale=1">/, '">')
    .replace(/<link rel="(?:preload|stylesheet)"[^>]*fonts\.g[^>]*>\n?/g, "")
    .replace(/<aside id="observablehq-toc"([^>]*)>([\s\S]*?)<\/aside>/, contents)
    .replaceAll('<aside class="margin-note">', '<aside class="margin-note" role="note">')
    .replace('<main id="observablehq-main"', '<main id="observablehq-main" tabindex="-1"')
    .replace(
      /(<footer id="observablehq-footer">\s*)<nav>/,
      (_, footer) => `${footer}<nav class="pager" aria-label="${say.pager}">`,
    )
    .replace(
      '<section data-progress="table"',
      `$& style="--lessons: ${lessons.length}; --parts: ${parts.size}"`,
    )
    .replace('data-index=""', `data-index="${root}${searchIndex}" data-root="${root}"`)
    .replace("<body>", `<body>\n<a class="skip" href="#observablehq-main">${say.skip}</a>`)
    .replace("\n<title>", `\n${fonts.join("\n")}\n<title>`);
  const policy = contentSecurityPolicy(
    inlineScripts(whole).map((text) => sha256(text, "base64")),
    /<[^>]* data-hub[\s>=]/.test(whole),
  );
  return whole.replace(
    '<meta charset="utf-8">',
    `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
}

/** The page's contents, beside the text on a wide screen and behind a button on a narrow one. */
function contents(_: string, attributes: string, inside: string): string {
  if (!inside.includes("<li")) return "";
  const list = inside
    .replace("<nav>", `<nav id="toc" popover aria-label="${say.onThisPage}">`)
    .replace(/<div>(.*?)<\/div>/, '<p class="toc-title">$1</p>');
  const button = `<button type="button" class="toc-button" popovertarget="toc" aria-label="${say.onThisPage}">§</button>`;
  return `<div id="observablehq-toc"${attributes}>${button}${list}</div>`;
}

/** The texts of the scripts that run and stand in the page itself. */
export function inlineScripts(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>([\s\S]*?)<\/script>/g);
  return [...scripts]
    .filter(([, attributes = ""]) => !/type="application\/json"/.test(attributes))
    .map(([, , text = ""]) => text);
}

function sha256(text: string, encoding: "base64" | "hex"): string {
  return createHash("sha256").update(text).digest(encoding);
}
