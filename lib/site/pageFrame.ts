import { words } from "../words/words.js";
import { fontFaces } from "./assets.js";

const say = words.page;
const devices = ["webgpu", "webgl", "wasm", "cpu"] as const;
const wasmFiles = ["", "-simd", "-threaded-simd"].map((kind) => `tfjs-backend-wasm${kind}.wasm`);

/** The way from a page to the site's root. */
const rootOf = (path: string) => "../".repeat(path.split("/").length - 2) || "./";

/** What a page's `<head>` holds beside Framework's own. */
export function pageHead({ path }: { path: string }): string {
  return [
    `<meta name="course-page" content="${path.replace(/^\//, "")}">`,
    `<meta name="color-scheme" content="light dark">`,
    `<link rel="icon" href="${icon}">`,
    `<style>${fontFaces(rootOf(path))}</style>`,
    `<script>${earlyTheme}</script>`,
    `<script type="module" src="/open.js"></script>`,
  ].join("\n");
}

/** A small net of three nodes, drawn here so that no request is made for it. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath d='M8 8 24 16 8 24' fill='none' stroke='%23b4441f' stroke-width='3'/%3E%3Cg fill='%23b4441f'%3E%3Ccircle cx='8' cy='8' r='4'/%3E%3Ccircle cx='24' cy='16' r='4'/%3E%3Ccircle cx='8' cy='24' r='4'/%3E%3C/g%3E%3C/svg%3E";

/** The reader's theme, before the first paint; a sandboxed frame has no storage to ask. */
const earlyTheme = `try{const t=localStorage.getItem("large-models-live theme");if(t==="dark"||t==="light")document.documentElement.dataset.theme=t}catch{}`;

/** The bar above every page. */
export function pageHeader(): string {
  const options = devices
    .map((name) => `<option value="${name}">${words.compute.device[name]}</option>`)
    .join("");
  return [
    `<a class="skip" href="#lesson">${say.skip}</a>`,
    `<nav class="site-nav" aria-label="${say.course}"><a class="home" href="/index">${say.course}</a><a href="/progress">${say.progress}</a></nav>`,
    `<details class="device"><summary>${say.device.label}: <span id="device-name">${say.device.none}</span></summary>`,
    `<div class="device-panel"><div id="device-why"><p>${say.device.why}</p></div>`,
    `<label>${say.device.choose} <select id="device-choice"><option value="">${say.device.automatic}</option>${options}</select></label></div></details>`,
    ...wasmFiles.map(
      (file) => `<a hidden download data-wasm="${file}" href="/data/wasm/${file}"></a>`,
    ),
    `<a hidden download data-file="api" href="/data/api.json"></a>`,
    `<span id="lesson" tabindex="-1"></span>`,
  ].join("");
}
