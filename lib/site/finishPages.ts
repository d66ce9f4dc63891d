import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { distFolder, lessonsFolder } from "./paths.js";

/** What a page may load, run and call. Every inline script is named by its hash. */
export function contentSecurityPolicy(hashes: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' blob: 'wasm-unsafe-eval'${hashes.map((hash) => ` 'sha256-${hash}'`).join("")}`,
    "style-src 'self' 'unsafe-inline'", // KaTeX and CodeMirror place what they draw by style
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' blob:",
    "worker-src 'self' blob:",
    "media-src 'self' blob:",
    "frame-src 'self' blob:",
    "base-uri 'self'",
    "form-action 'none'",
  ].join("; ");
}

/** What Framework leaves undone on each built page: language, zoom, the security policy, fonts. */
export function finishPages(): void {
  cpSync(join(lessonsFolder, "fonts"), join(distFolder, "_file", "fonts"), { recursive: true });
  for (const path of builtPages()) {
    writeFileSync(path, finishPage(readFileSync(path, "utf8")));
  }
}

/** Every HTML file of the built site. */
export function builtPages(): string[] {
  const files = readdirSync(distFolder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".html")).map((file) => join(distFolder, file));
}

export function finishPage(html: string): string {
  const whole = html
    .replace("<html>", '<html lang="en">')
    .replace(/, maximum-scale=1">/, '">')
    .replace(/<link rel="(?:preload|stylesheet)"[^>]*fonts\.g[^>]*>\n?/g, "");
  const policy = contentSecurityPolicy(inlineScripts(whole).map(sha256));
  return whole.replace(
    '<meta charset="utf-8">',
    `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
}

/** The texts of the scripts that run and stand in the page itself. */
export function inlineScripts(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>([\s\S]*?)<\/script>/g);
  return [...scripts]
    .filter(([, attributes = ""]) => !/type="application\/json"/.test(attributes))
    .map(([, , text = ""]) => text);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
