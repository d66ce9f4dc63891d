import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { cacheFolder, inRepository } from "./paths.js";

const everythingOf = (name: string) => `export * from ${JSON.stringify(name)};`;

/** What each package is on the site; TensorFlow.js is its core, chained operations and gradients. */
const vendored: Record<string, string> = {
  "@tensorflow/tfjs": [
    'export * from "@tensorflow/tfjs-core";',
    'import "@tensorflow/tfjs-core/dist/register_all_gradients";',
    'import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";',
  ].join("\n"),
  ...Object.fromEntries(
    [
      "@tensorflow/tfjs-core",
      "@tensorflow/tfjs-backend-cpu",
      "@tensorflow/tfjs-backend-webgl",
      "@tensorflow/tfjs-backend-webgpu",
      "@tensorflow/tfjs-backend-wasm",
      "@codemirror/autocomplete",
      "@codemirror/commands",
      "@codemirror/lang-javascript",
      "@codemirror/language",
      "@codemirror/lint",
      "@codemirror/state",
      "@codemirror/view",
      "@lezer/highlight",
      "@lezer/javascript",
      "@observablehq/inputs",
      "acorn",
      "diff",
      "htl",
      "idb",
      "periscopic",
      "sucrase",
      "valibot",
    ].map((name) => [name, everythingOf(name)]),
  ),
};

/**
 * Bundles packages into Framework's cache of node imports. Framework alone would duplicate the core
 * of TensorFlow.js in each of its packages, make a request for each of CodeMirror's many parts, and
 * fail on packages that have no CommonJS entry. The parts that packages share go into chunks.
 */
export async function vendorPackages(): Promise<void> {
  const folder = join(cacheFolder, "_node");
  const stamp = join(folder, "vendored.json");
  const entries = Object.keys(vendored);
  const versions = entries.map(versionOf);
  const made = JSON.stringify({ vendored, versions, htl: quietHtl.toString() });
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === made) return;
  rmSync(folder, { recursive: true, force: true });
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(
      entries.map((name) => [`${name}@${versionOf(name)}/index`, `entry:${name}`]),
    ),
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    write: false,
    outdir: folder,
    chunkNames: "chunks@1/[name]-[hash]",
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
    external: ["node:*", "fs", "path", "worker_threads", "perf_hooks", "os", "crypto", "util"],
    plugins: [
      {
        name: "entries",
        setup(plugin) {
          plugin.onLoad({ filter: /[\\/]htl[\\/]src[\\/]index\.js$/ }, ({ path }) => ({
            contents: quietHtl(readFileSync(path, "utf8")),
          }));
          plugin.onResolve({ filter: /^entry:/ }, ({ path }) => ({
            path: path.slice("entry:".length),
            namespace: "entry",
          }));
          plugin.onLoad({ filter: /.*/, namespace: "entry" }, ({ path }) => ({
            contents: vendored[path] as string,
            resolveDir: inRepository(),
            loader: "js",
          }));
        },
      },
    ],
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  writeFileSync(stamp, made);
}

/**
 * htl writes `onclick="::1"` into a template, and later a function in that attribute's place. The
 * security policy reports the attribute; under another name, nothing is reported.
 */
function quietHtl(source: string): string {
  const changes: [string, string][] = [
    [
      "innerHTML = string",
      String.raw`innerHTML = string.replace(/(\s)on(\w+=["']?::\d)/g, "$1data-on-$2")`,
    ],
    ["node[name] = value", 'node[name.replace(/^data-on-/, "on")] = value'],
  ];
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`vendor: htl no longer says ${from}`);
    return text.replaceAll(from, to);
  }, source);
}

/**
 * Framework's client names these packages even on pages that never use them, and would look their
 * versions up in the registry. An empty folder each in its cache answers the question offline.
 */
const namedOnly = `@duckdb/duckdb-wasm @observablehq/inputs @observablehq/plot @uwdata/vgplot
  @observablehq/sample-datasets @viz-js/viz apache-arrow arquero d3 d3-dsv echarts exceljs htl isoformat
  jszip katex leaflet lodash mapbox-gl mermaid parquet-wasm react react-dom sql.js topojson-client
  vega vega-lite vega-lite-api minisearch`.split(/\s+/);

export function answerOffline(): void {
  for (const name of namedOnly) {
    mkdirSync(join(cacheFolder, "_npm", `${name}@0.0.0`), { recursive: true });
  }
}

function versionOf(name: string): string {
  const path = inRepository("node_modules", name, "package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
