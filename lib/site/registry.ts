import { readdirSync } from "node:fs";
import { cellModules, libModules, tensorModules } from "./libModules.js";
import { lessonsFolder } from "./paths.js";

/** Packages that a cell may import, each with what the import gives. */
export const cellPackages = [
  "@tensorflow/tfjs",
  "@observablehq/plot",
  "@observablehq/inputs",
  "d3",
  "htl",
  "katex",
] as const;

/** The text of `lessons/registry.ts`: a dynamic import for everything that pages load by name. */
export function registrySource(): string {
  const all = libModules();
  const tensor = tensorModules(all);
  const entry = (name: string, from: string) =>
    `  ${JSON.stringify(name)}: () => import(${JSON.stringify(from)}),`;
  const modules = cellModules(all);
  const needDevice = [
    "@tensorflow/tfjs",
    ...modules.map(({ name }) => name).filter((n) => tensor.has(n)),
  ];
  return [
    "// Made by npm run prepare-site from the files in lib and lessons: do not edit.",
    'import type { Checks } from "./lib/coursework/check.js";',
    'import type { Modules } from "./lib/notebook/modules.js";',
    "",
    "/** Everything that a cell may import. */",
    "export const modules: Modules = {",
    ...cellPackages.map((name) => entry(name, name)),
    ...modules.map(({ name }) => entry(name, `./${name}`)),
    "};",
    "",
    "/** The modules that need a device for tensors before they run. */",
    `export const tensorModules: ReadonlySet<string> = new Set(${JSON.stringify(needDevice, null, 2)});`,
    "",
    "/** Each lesson's checks, by the lesson's path. */",
    "export const checks: Readonly<Record<string, () => Promise<{ checks: Checks }>>> = {",
    ...checkFiles().map((path) => entry(path, `./${path}.checks.js`)),
    "};",
    "",
  ].join("\n");
}

/** Paths of the lessons that have checks: `theory/backpropagation`. */
function checkFiles(): string[] {
  const folders = readdirSync(lessonsFolder, { withFileTypes: true }).filter((f) =>
    f.isDirectory(),
  );
  return folders
    .flatMap(({ name }) => readdirSync(`${lessonsFolder}/${name}`).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith(".checks.ts"))
    .map((file) => file.replace(/\.checks\.ts$/, ""))
    .sort();
}
