import { words } from "../words/words.js";
import { fontFaces } from "./assets.js";
import { escapeHtml } from "./markdown.js";
import { type LessonPage, writtenLessons } from "./syllabus.js";

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
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><path d='M8 8 24 16 8 24' fill='none' stroke='rgb(58,123,202)' stroke-width='3'/><g fill='rgb(58,123,202)'><circle cx='8' cy='8' r='4'/><circle cx='24' cy='16' r='4'/><circle cx='8' cy='24' r='4'/></g></svg>";

/**
 * Before the first paint: the reader's theme, and that scripts run, so that controls which need
 * them take their place at once. A sandboxed frame has no storage to ask.
 */
const earlyTheme = `document.documentElement.dataset.scripts="";try{const t=localStorage.getItem("large-models-live theme");if(t==="dark"||t==="light")document.documentElement.dataset.theme=t}catch{}`;

/** The bar above every page. */
export function pageHeader(): string {
  return [
    `<nav class="site-nav" aria-label="${say.site}"><a class="home" href="/index">${say.course}</a>`,
    `<button type="button" class="contents-button" popovertarget="contents">${say.contents}</button>`,
    `${contents(writtenLessons())}<a href="/progress">${say.progress}</a></nav>`,
    search,
    `<div class="site-settings">${device()}${theme()}</div>`,
    ...wasmFiles.map(
      (file) => `<a hidden download data-wasm="${file}" href="/data/wasm/${file}"></a>`,
    ),
    `<a hidden download data-file="api" href="/data/api.json"></a>`,
    `<a hidden download data-file="lessons" href="/data/lessons.json"></a>`,
  ].join("");
}

/** The written lessons by part; all that is planned stands on the home page. */
function contents(written: readonly LessonPage[]): string {
  const parts = say.syllabus.flatMap(({ slug, title }) => {
    const lessons = written.filter(({ path }) => path.startsWith(`/${slug}/`));
    if (lessons.length === 0) return [];
    const items = lessons.map(
      ({ name, path }) => `<li><a href="${path}">${escapeHtml(name)}</a></li>`,
    );
    return [`<p class="part">${escapeHtml(title)}</p><ol>${items.join("")}</ol>`];
  });
  return `<div id="contents" class="panel" popover>${parts.join("")}<p class="whole"><a href="/index#syllabus">${say.wholeSyllabus}</a></p></div>`;
}

/** `finishPages` writes the index's address into `data-index`; without one there is nothing to search. */
const search = [
  `<form class="search" role="search" data-index=""><label class="visually-hidden" for="search">${say.search.hint}</label>`,
  `<input id="search" type="search" name="q" placeholder="${say.search.label}" autocomplete="off" autocapitalize="off" spellcheck="false" role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="search-results">`,
  `<div class="panel search-panel" hidden><div id="search-results" role="listbox" aria-label="${say.search.hint}"></div><p class="search-status" role="status"></p></div></form>`,
].join("");

function device(): string {
  const options = devices
    .map((name) => `<option value="${name}">${words.compute.device[name]}</option>`)
    .join("");
  return [
    `<details class="device"><summary>${say.device.label}<span id="device-name">${say.device.none}</span></summary>`,
    `<div class="device-panel panel"><div id="device-why"><p>${say.device.why}</p></div>`,
    `<label>${say.device.choose} <select id="device-choice"><option value="">${say.device.automatic}</option>${options}</select></label></div></details>`,
  ].join("");
}

function theme(): string {
  const option = (name: "system" | "light" | "dark") =>
    `<option value="${name}">${say.theme[name]}</option>`;
  return `<label class="theme"><span class="visually-hidden">${say.theme.label}</span><select id="theme">${option("system")}${option("light")}${option("dark")}</select></label>`;
}

const link = (href: string, text: string) => `<a href="${href}" rel="license">${text}</a>`;

/** Under every page, below the links to the next and the previous one. */
export function pageFooter(): string {
  const text = link("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0");
  const code = link("https://opensource.org/license/mit", "MIT");
  return `<p>${say.footer.licence(text, code)}</p><p>${say.footer.privacy}</p>`;
}
