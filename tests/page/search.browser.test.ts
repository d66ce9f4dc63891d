import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { openSearch } from "../../lib/page/search.js";
import { searchLessons } from "../../lib/page/searchLessons.js";

const sections = ["One", "Two", "Three"].map((name) => ({
  id: `#${name}`,
  page: "Lesson",
  heading: name,
  text: `The text of ${name}.`,
}));
let form: HTMLFormElement;
let input: HTMLInputElement;
const load = vi.fn(async () => searchLessons(sections));
const options = () => [...form.querySelectorAll<HTMLAnchorElement>("[role=option]")];
const selected = () =>
  options().findIndex((option) => option.getAttribute("aria-selected") === "true");
const panel = () => form.querySelector<HTMLElement>(".search-panel");

beforeEach(() => {
  document.body.innerHTML = `<form role="search" data-index="index.json" data-root=""><input role="combobox" aria-expanded="false" aria-controls="list"><div class="search-panel" hidden><div id="list" role="listbox"></div><p role="status"></p></div></form><textarea></textarea><button>Elsewhere</button>`;
  form = document.querySelector("form") as HTMLFormElement;
  input = form.querySelector("input") as HTMLInputElement;
  load.mockClear();
  openSearch(form, load);
});
afterEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, "", location.pathname + location.search);
});

async function type(text: string, count: number): Promise<void> {
  await userEvent.type(input, text);
  await expect.poll(() => options().length).toBe(count);
}

describe("openSearch", () => {
  it("loads nothing until the reader reaches for the box, and then once", async () => {
    expect(load).not.toHaveBeenCalled();
    await type("lesson", 3);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("lists what it finds and says how many", async () => {
    await type("lesson", 3);
    expect(input.getAttribute("aria-expanded")).toBe("true");
    expect(form.querySelector("[role=status]")?.textContent).toBe("3 results");
    expect(options().map((option) => option.hash)).toEqual(
      expect.arrayContaining(["#One", "#Two", "#Three"]),
    );
  });

  it("walks the list by arrow keys, round its ends, while the caret stays in the box", async () => {
    await type("lesson", 3);
    expect(input.hasAttribute("aria-activedescendant")).toBe(false);
    await userEvent.keyboard("{ArrowDown}");
    expect(selected()).toBe(0);
    await userEvent.keyboard("{ArrowUp}");
    expect(selected()).toBe(2);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(selected()).toBe(1);
    expect(input.getAttribute("aria-activedescendant")).toBe(options()[1]?.id);
    expect(document.activeElement).toBe(input);
  });

  it("goes to the chosen section on Enter, or to the first", async () => {
    await type("two", 1);
    await userEvent.keyboard("{Enter}");
    expect(location.hash).toBe("#Two");
    await userEvent.clear(input);
    await type("lesson", 3);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    const chosen = options()[1]?.hash;
    await userEvent.keyboard("{Enter}");
    expect(location.hash).toBe(chosen);
    expect(panel()?.hidden).toBe(true);
  });

  it("closes on Esc and keeps the words; opens again on an arrow", async () => {
    await type("lesson", 3);
    await userEvent.keyboard("{Escape}");
    expect(panel()?.hidden).toBe(true);
    expect(input.getAttribute("aria-expanded")).toBe("false");
    expect(input.value).toBe("lesson");
    await userEvent.keyboard("{ArrowDown}");
    await expect.poll(() => panel()?.hidden).toBe(false);
  });

  it("closes when the focus goes elsewhere", async () => {
    await type("lesson", 3);
    document.querySelector("button")?.focus();
    expect(panel()?.hidden).toBe(true);
  });

  it("says that it found nothing", async () => {
    await userEvent.type(input, "xylophone");
    await expect
      .poll(() => form.querySelector("[role=status]")?.textContent)
      .toBe("Nothing here mentions “xylophone”.");
    expect(input.getAttribute("aria-expanded")).toBe("false");
  });

  it("says that it could not load, and tries again at the next key", async () => {
    load.mockRejectedValueOnce(new Error("offline"));
    input.focus();
    await expect.poll(() => load.mock.calls.length).toBe(1);
    await type("lesson", 3);
    expect(load.mock.calls.length).toBe(2);
  });

  it("takes the focus on /, but not from a text that the reader writes", async () => {
    const text = document.querySelector("textarea") as HTMLTextAreaElement;
    text.focus();
    await userEvent.keyboard("/");
    expect(document.activeElement).toBe(text);
    expect(text.value).toBe("/");
    document.querySelector("button")?.focus();
    await userEvent.keyboard("/");
    expect(document.activeElement).toBe(input);
    expect(input.value).toBe("");
  });
});
