import { words } from "../words/words.js";
import { button, describeDay, element, focusOn } from "./element.js";
import type { PageChanges } from "./planImport.js";
import type { Progress } from "./progressFile.js";
import type { CourseStore } from "./store.js";

/** Saves progress to a file, and brings a file in after showing what it would change. */
export function openFilePanel(
  host: HTMLElement,
  store: CourseStore,
  titleOf: (page: string) => string,
): void {
  const say = words.coursework;
  const status = element("p", { role: "status", class: "verdict" });
  const refusal = element("p", { role: "alert", class: "verdict", "data-verdict": "wrong" });
  const preview = element("div", { class: "import-preview", hidden: true });
  const tell = (told: string, refused = "") => {
    status.textContent = told;
    refusal.textContent = refused;
  };
  const current = async (): Promise<Progress> => ({
    records: await store.read(),
    edits: await store.edits(),
  });

  const save = button(say.exportButton, async () => {
    const { writeProgressFile } = await import("./progressFile.js");
    const progress = await current();
    const made = new Date(store.now());
    const name = `large-models-live-${made.toISOString().slice(0, 10)}.json`;
    download(writeProgressFile(progress, made), name);
    tell(say.exported(progress.records.length, progress.edits.length));
  });
  const input = element("input", {
    type: "file",
    accept: ".json,application/json",
    "aria-label": say.importLabel,
    hidden: true,
  });
  const choose = button(say.importButton, () => input.click());
  const finish = (sentence: string) => {
    preview.hidden = true;
    preview.replaceChildren();
    tell(sentence);
    choose.focus();
  };
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    preview.hidden = true;
    tell("");
    const [{ openProgressFile }, { planImport }] = await Promise.all([
      import("./progressFile.js"),
      import("./planImport.js"),
    ]);
    const contents = await openProgressFile(file);
    if ("refused" in contents) return tell("", contents.refused);
    const incoming = store.lasting ? contents : { ...contents, edits: [] };
    const plan = planImport(await current(), incoming);
    const added = plan.reduce((sum, page) => sum + page.added, 0);
    const changed = plan.reduce((sum, page) => sum + page.changed, 0);
    const title = element("h3", {}, say.previewTitle);
    const made = element("p", {}, say.previewMade(describeDay(contents.made)));
    const cancel = button(say.cancel, () => finish(say.cancelled), "quiet");
    const apply = button(say.apply, async () => {
      await store.merge(incoming.records, incoming.edits);
      finish(say.applied(added, changed));
    });
    const isNew = added + changed > 0;
    preview.replaceChildren(
      title,
      made,
      ...(plan.length > 0 ? [previewTable(plan, titleOf)] : []),
      element("p", {}, isNew ? say.mergeRule : say.previewSame),
      element("div", { class: "controls" }, ...(isNew ? [apply] : []), cancel),
    );
    preview.hidden = false;
    focusOn(title);
  });
  host.append(element("div", { class: "controls" }, save, choose, input), status, refusal, preview);
}

function previewTable(plan: readonly PageChanges[], titleOf: (page: string) => string) {
  const say = words.coursework;
  const heads = [say.previewWhere, say.previewAdded, say.previewChanged, say.previewKept];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const rows = plan.map((page) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, titleOf(page.page)),
      ...[page.added, page.changed, page.kept].map((n) => element("td", {}, String(n))),
    ),
  );
  return element(
    "table",
    { class: "progress-table" },
    element("caption", { class: "visually-hidden" }, say.previewTitle),
    element("thead", {}, head),
    element("tbody", {}, ...rows),
  );
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = element("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
