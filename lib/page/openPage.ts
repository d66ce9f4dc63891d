import { Generators } from "@observablehq/stdlib";
import type { Checks } from "../coursework/check.js";
import type { Lesson } from "../coursework/progressSummary.js";
import type { ApiIndex } from "../notebook/completion.js";
import { openEdits } from "../notebook/edits.js";
import { loadModule, type Modules, moduleName } from "../notebook/modules.js";
import { Notebook } from "../notebook/notebook.js";
import { words } from "../words/words.js";
import { activateWhenWanted } from "./activation.js";
import { builtins } from "./builtins.js";
import { DevicePanel } from "./devicePanel.js";
import { noticeMissingParts } from "./missingParts.js";
import { Notices } from "./notices.js";
import { showTensor } from "./showTensor.js";

/** What the site generates for its pages: see `lessons/registry.ts`. */
export interface Registry {
  modules: Modules;
  tensorModules: ReadonlySet<string>;
  checks: Readonly<Record<string, () => Promise<{ checks: Checks }>>>;
}

/** Makes the static page that the reader sees a live one. */
export async function openPage(registry: Registry): Promise<void> {
  const root = document.querySelector<HTMLElement>("#observablehq-main");
  if (!root) return;
  const page = pagePath();
  const notices = new Notices(root.firstElementChild as HTMLElement);
  noticeMissingParts(notices);
  const device = new DevicePanel(notices, () => notebook?.rerunAll());
  const modules = withDevice(registry, device);
  const edits = await openEdits(page);
  const notebook = new Notebook({
    root,
    page,
    modules,
    builtins: builtins(root, (specifier) => loadModule(modules, specifier)),
    inputValues: (control) => Generators.input(control),
    edits,
    showValue: showTensor,
    api: () => fetchData<ApiIndex>("api"),
  });
  await notebook.prepare();
  announceEdits(notebook, notices);
  // Before any cell runs: some wait until the reader has made a prediction.
  const openCoursework = await loadCoursework(root, page, notebook, registry);
  const coursework = openCoursework?.();
  await start(notebook, notices);
  await coursework;
  await openProgress(root);
  document.documentElement.dataset.opened = "";
}

/** @returns a function that holds waiting cells at once and then brings the coursework to life */
async function loadCoursework(
  root: HTMLElement,
  page: string,
  notebook: Notebook,
  { checks }: Registry,
): Promise<(() => Promise<unknown>) | undefined> {
  if (!root.querySelector("[data-coursework], [data-exercise], lml-recall")) return undefined;
  const loadChecks = async () => (await checks[page]?.())?.checks ?? {};
  const { openCoursework } = await import("../coursework/openCoursework.js");
  return () => openCoursework({ root, page, notebook, loadChecks });
}

async function openProgress(root: HTMLElement): Promise<void> {
  if (!root.querySelector("[data-progress]")) return;
  const { openProgressPage } = await import("../coursework/progressPage.js");
  await openProgressPage({ root, lessons: await fetchData<Lesson[]>("lessons") });
}

/** The page's own path, wherever the site is hosted: `theory/backpropagation`. */
function pagePath(): string {
  const meta = document.querySelector<HTMLMetaElement>("meta[name='course-page']");
  return meta?.content ?? "index";
}

/** Modules that compute with tensors load once the page has a device for them. */
function withDevice({ modules, tensorModules }: Registry, device: DevicePanel): Modules {
  return Object.fromEntries(
    Object.entries(modules).map(([name, load]) => [
      name,
      tensorModules.has(moduleName(name))
        ? async () => {
            const [module] = await Promise.all([load(), device.ready()]);
            return module;
          }
        : load,
    ]),
  );
}

function announceEdits(notebook: Notebook, notices: Notices): void {
  const announce = () => {
    const count = notebook.cells.filter((cell) => cell.edited).length;
    if (count === 0) return notices.hide("edits");
    const unstored = notebook.edits.stored ? "" : ` ${words.notebook.notStored}`;
    return notices.show("edits", words.notebook.pageEdited(count) + unstored, {
      label: words.notebook.resetAll,
      run: () => {
        if (confirm(words.notebook.resetAllConfirm)) void notebook.resetAll();
      },
    });
  };
  notebook.onChange(announce);
  announce();
}

/** Starts the page's cells, unless the address or the last visit says that nothing may run. */
async function start(notebook: Notebook, notices: Notices): Promise<void> {
  const off = new URLSearchParams(location.search).get("run") === "off";
  const hung = await notebook.mark.left;
  const items = notebook.inPageOrder;
  if (!off && hung === undefined) {
    notebook.onTouched(activateWhenWanted(items));
    return;
  }
  const why = hung === undefined ? words.notebook.runOff : words.notebook.runOffHang(hung);
  notices.show("run", why, {
    label: words.notebook.runAll,
    run: () => {
      notices.hide("run");
      for (const item of items) item.activate();
    },
  });
}

/** A JSON file that every page links to. */
async function fetchData<T>(name: string): Promise<T> {
  const link = document.querySelector<HTMLAnchorElement>(`a[data-file='${name}']`);
  return (await (await fetch(link?.href ?? "")).json()) as T;
}
