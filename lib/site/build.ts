import { readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { builtPages, finishPages } from "./finishPages.js";
import { framework } from "./framework.js";
import { distFolder } from "./paths.js";
import { prepare } from "./prepare.js";

/** Builds the whole site into `dist`. @throws Error if any page has a mistake in it */
export async function buildSite(): Promise<void> {
  await prepare();
  rmSync(distFolder, { recursive: true, force: true });
  const log = await framework(["build"], { show: false });
  const problems = [...brokenPages(), ...brokenLinks(log)];
  if (problems.length > 0) throw new Error(`The site has mistakes:\n${problems.join("\n")}`);
  finishPages();
}

/** Framework succeeds even where a cell does not compile, and only writes the error into the page. */
function brokenPages(): string[] {
  return builtPages().flatMap((path) => {
    const html = readFileSync(path, "utf8");
    const errors = html.match(/observablehq--error">[^<]*|non-local import[^<]*/g) ?? [];
    return errors.map((error) => `${relative(distFolder, path)}: ${error.replace(/^.*">/, "")}`);
  });
}

function brokenLinks(log: string): string[] {
  const lines = stripVTControlCharacters(log)
    .split("\n")
    .filter((line) => line.includes("↳"));
  return lines.map((line) => `broken link: ${line.trim()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSite();
