import { deleteDB } from "idb";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import css from "../../lessons/theme/coursework.css?inline";
import { writeProgressFile } from "../../lib/coursework/progressFile.js";
import { openProgressPage } from "../../lib/coursework/progressPage.js";
import type { Lesson } from "../../lib/coursework/progressSummary.js";
import { type CourseStore, openStore } from "../../lib/coursework/store.js";
import { databaseName } from "../../lib/notebook/database.js";
import { faults, light, wearTheme } from "./mountLesson.js";

const lessons: Lesson[] = [
  {
    path: "/theory/backpropagation",
    title: "Backpropagation",
    part: "Theory",
    exercises: ["one", "two"],
    quizzes: ["q"],
    predictions: ["p"],
    recalls: ["all"],
  },
  {
    path: "/models/gpt",
    title: "A small GPT",
    part: "Models",
    exercises: ["a"],
    quizzes: [],
    predictions: [],
    recalls: [],
  },
];
const page = "theory/backpropagation";
const passed = { tries: 1, passedAt: 5, hints: [], solutionOpened: false };
const stores: CourseStore[] = [];
const keep = (store: CourseStore) => {
  stores.push(store);
  return store;
};
const eventually = <T>(get: () => T) => expect.poll(get, { timeout: 15_000 });

/** Opens the progress page as `lessons/progress.md` lays it out. */
async function mount(): Promise<HTMLElement> {
  const root = document.createElement("main");
  root.innerHTML = `<h1>Your progress</h1><section data-progress="table"></section>
    <h2>Take it with you</h2><section data-progress="file"></section>`;
  document.body.replaceChildren(root);
  keep(await openProgressPage({ root, lessons }));
  return root;
}
const find = <T extends HTMLElement = HTMLElement>(root: HTMLElement, selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};
const rows = (root: HTMLElement) =>
  [...root.querySelectorAll("[data-progress='table'] tr[data-state]")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
const press = (root: HTMLElement, name: string) => {
  const button = [...root.querySelectorAll("button")].find(
    (each) => (each.getAttribute("aria-label") ?? each.textContent) === name,
  );
  if (!button) throw new Error(`no button is named "${name}"`);
  return userEvent.click(button);
};
const bringIn = (root: HTMLElement, text: string) =>
  userEvent.upload(find(root, "input[type=file]"), new File([text], "progress.json"));

beforeAll(() => wearTheme(css, light));
beforeEach(() => deleteDB(databaseName));
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  vi.restoreAllMocks();
});

describe("the progress page", () => {
  it("shows what was done in each lesson and where to go on", async () => {
    const store = keep(await openStore());
    await store.change("exercise", page, "one", () => passed);
    await store.change("recall", page, "all.a", (_, now) => ({
      choice: 0,
      step: 0,
      due: now - 1,
      right: 0,
      wrong: 1,
    }));
    const root = await mount();
    expect(rows(root)).toEqual([
      ["Backpropagation", "1 of 2", "0 of 1", "0 of 1", "1", "Continue Forget"],
      ["A small GPT", "0 of 1", "none", "none", "none", "Start"],
    ]);
    expect(find(root, ".progress-summary").textContent).toContain(
      "You have passed 1 of 3 exercises. 1 recall question due.",
    );
    expect(find(root, "a").getAttribute("href")).toBe(`./${page}.html`);
    expect(await faults(root)).toEqual([]);
  });

  it("says that nothing is stored yet, without a button to forget it", async () => {
    const root = await mount();
    expect(find(root, ".progress-summary").textContent).toContain("No answer is stored yet.");
    expect(root.textContent).not.toContain("Forget");
  });

  it("follows what another tab does, and keeps the focus", async () => {
    const other = keep(await openStore());
    const root = await mount();
    find(root, `[data-key="go ${page}"]`).focus();
    await other.change("exercise", page, "two", () => passed);
    await eventually(() => rows(root)[0]?.[1]).toBe("1 of 2");
    expect((document.activeElement as HTMLElement).dataset.key).toBe(`go ${page}`);
  });

  it("forgets one lesson only after asking, and says so", async () => {
    const store = keep(await openStore());
    await store.change("exercise", page, "one", () => passed);
    await store.change("exercise", "models/gpt", "a", () => passed);
    const root = await mount();
    const name = "Forget what you did in Backpropagation";
    await press(root, name);
    expect(document.activeElement?.textContent).toBe("Cancel");
    expect(await faults(document.body)).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await eventually(() => document.querySelector("dialog")).toBeNull();
    expect((document.activeElement as HTMLElement).ariaLabel).toBe(name);
    expect(await store.read()).toHaveLength(2);
    await press(root, name);
    await press(document.body, "Forget them");
    await eventually(() => document.activeElement?.textContent).toBe(
      "What you did in “Backpropagation” is forgotten.",
    );
    expect((await store.read()).map((record) => record.page)).toEqual(["models/gpt"]);
    await press(root, "Forget everything");
    await press(document.body, "Forget them");
    await eventually(() => store.read()).toEqual([]);
  });

  it("saves a file that, brought in elsewhere, gives the same progress", async () => {
    const store = keep(await openStore());
    await store.change("exercise", page, "one", () => passed);
    const edit = { key: `${page}#c`, page, cell: "c", source: "1", savedAt: 1, originalHash: "" };
    await store.merge([], [edit]);
    const root = await mount();
    let saved: Blob | undefined;
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      saved = blob as Blob;
      return "#saved";
    });
    await press(root, "Save progress to a file");
    await eventually(() => root.textContent).toContain("Saved 1 answer and 1 edited cell.");
    const before = [await store.read(), await store.edits()];
    await store.clear();
    await bringIn(root, (await saved?.text()) ?? "");
    await eventually(() => document.activeElement?.textContent).toBe("What this file would change");
    const cells = [...root.querySelectorAll(".import-preview tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(cells).toEqual([["Backpropagation", "2", "0", "0"]]);
    expect(root.textContent).toContain("a pass stays a pass");
    expect(await faults(root)).toEqual([]);
    expect(await store.read()).toEqual([]);
    await press(root, "Bring it in");
    await eventually(() => root.textContent).toContain("Done: 2 records added, 0 changed.");
    expect([await store.read(), await store.edits()]).toEqual(before);
    expect(document.activeElement?.textContent).toBe("Bring in a file");
    await eventually(() => rows(root)[0]?.[1]).toBe("1 of 2");
  });

  it("changes nothing when the preview is cancelled", async () => {
    const store = keep(await openStore());
    const root = await mount();
    const key = `exercise:${page}#one`;
    const record = { ...passed, key, page, id: "one", at: 5, kind: "exercise" } as const;
    await bringIn(root, writeProgressFile({ records: [record], edits: [] }, new Date(0)));
    await eventually(() => document.activeElement?.textContent).toBe("What this file would change");
    await press(root, "Cancel");
    expect(root.textContent).toContain("Cancelled. Nothing has changed.");
    expect(await store.read()).toEqual([]);
  });

  it("refuses a file that is not ours with a sentence, and changes nothing", async () => {
    const store = keep(await openStore());
    await store.change("exercise", page, "one", () => passed);
    const before = await store.read();
    const root = await mount();
    await bringIn(root, '{"hello": 1}');
    await eventually(() => find(root, "[role=alert]").textContent).toBe(
      "This file was not saved by this course. Nothing has changed.",
    );
    expect(find(root, ".import-preview").hidden).toBe(true);
    expect(await store.read()).toEqual(before);
    expect(await faults(root)).toEqual([]);
  });

  it("works in memory, and says so, where nothing can be stored", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    const root = await mount();
    expect(root.textContent).toContain("your answers last only until you leave it");
    expect(rows(root)).toHaveLength(2);
  });
});
