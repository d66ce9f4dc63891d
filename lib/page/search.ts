import { words } from "../words/words.js";
import type { Found } from "./searchLessons.js";
import type { SearchSection } from "./searchSection.js";

const say = words.page.search;

type Search = (query: string) => Found[];

/**
 * Brings the header's search box to life: a combobox whose list the arrow keys walk. The index and
 * the search engine load when the reader first reaches for the box.
 *
 * @param form holds the input, the listbox and the status; its `data-index` is the index's address
 */
export function openSearch(form: HTMLFormElement, load = loadSearch): void {
  const input = form.querySelector<HTMLInputElement>("input") as HTMLInputElement;
  const panel = form.querySelector<HTMLElement>(".search-panel") as HTMLElement;
  const list = form.querySelector<HTMLElement>("[role=listbox]") as HTMLElement;
  const status = form.querySelector<HTMLElement>("[role=status]") as HTMLElement;
  const address = new URL(form.dataset.index ?? "", document.baseURI);
  const root = new URL(form.dataset.root ?? "./", document.baseURI);
  let search: Promise<Search> | undefined;
  let active = -1;

  const options = () => [...list.querySelectorAll<HTMLAnchorElement>("[role=option]")];
  const show = (open: boolean) => {
    panel.hidden = !open;
    input.setAttribute("aria-expanded", String(open && list.childElementCount > 0));
  };
  const choose = (index: number) => {
    active = index;
    options().forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === index));
    });
    const chosen = options()[index];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", chosen.id);
    return chosen.scrollIntoView({ block: "nearest" });
  };
  const update = async () => {
    const query = input.value.trim();
    const engine = await ready();
    if (query !== input.value.trim()) return; // the reader typed on
    const found = engine && query ? engine(query) : [];
    list.replaceChildren(...found.map((each, i) => optionFor(each, i, root)));
    choose(-1);
    status.textContent = !engine
      ? say.failed
      : found.length > 0
        ? say.found(found.length)
        : say.nothing(query);
    show(query !== "" && form.contains(document.activeElement));
  };
  const ready = async (): Promise<Search | undefined> => {
    search ??= load(address);
    try {
      return await search;
    } catch {
      search = undefined; // the next key tries again
      return undefined;
    }
  };

  input.addEventListener("focus", () => {
    void ready();
    if (input.value.trim()) void update();
  });
  input.addEventListener("input", () => void update());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = options().length;
      if (panel.hidden) void update();
      else if (count > 0) {
        const next = event.key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1;
        choose((next + count) % count);
      }
    } else if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault(); // a second Esc empties the box, as browsers do
      show(false);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const all = options();
    if (!panel.hidden) (all[active] ?? all[0])?.click();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget as Node | null)) show(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
  list.addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || !form.isConnected || takesText(event.target)) return;
    event.preventDefault();
    input.focus();
  });
}

async function loadSearch(address: URL): Promise<Search> {
  const [{ searchLessons }, response] = await Promise.all([
    import("./searchLessons.js"),
    fetch(address),
  ]);
  if (!response.ok) throw new Error(`loadSearch: ${address.pathname} answered ${response.status}`);
  return searchLessons((await response.json()) as SearchSection[]);
}

function optionFor({ section, excerpt }: Found, index: number, root: URL): HTMLElement {
  const option = document.createElement("a");
  option.id = `search-result-${index}`;
  option.setAttribute("role", "option");
  option.tabIndex = -1;
  option.href = new URL(section.id, root).href;
  const title = document.createElement("span");
  title.className = "search-title";
  title.textContent = section.heading ? `${section.page}: ${section.heading}` : section.page;
  const text = document.createElement("span");
  text.className = "search-excerpt";
  text.append(...excerpt.map((piece, i) => (i % 2 === 1 ? marked(piece) : piece)));
  option.append(title, " ", text);
  return option;
}

function marked(text: string): HTMLElement {
  const mark = document.createElement("mark");
  mark.textContent = text;
  return mark;
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"))
  );
}
