import { followSections } from "./currentSection.js";
import { openSearch } from "./search.js";
import { openThemeSwitch } from "./themeSwitch.js";

/** Brings the header to life: search, theme, and a device panel that closes when it is left; and the page's contents. */
export function openHeader(): void {
  const contents = document.querySelector<HTMLElement>("#toc");
  if (contents) followSections(contents);
  const theme = document.querySelector<HTMLSelectElement>("#theme");
  if (theme) openThemeSwitch(theme);
  const search = document.querySelector<HTMLFormElement>("form.search");
  if (search?.dataset.index) openSearch(search);
  else search?.remove(); // a preview has no index
  for (const details of document.querySelectorAll<HTMLDetailsElement>(
    "#observablehq-header details",
  )) {
    closeWhenLeft(details);
  }
  for (const popover of document.querySelectorAll<HTMLElement>("[popover]")) {
    popover.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("a")) popover.hidePopover();
    });
  }
}

/** Esc, a click elsewhere and tabbing on close a panel, as they close a native popover. */
function closeWhenLeft(details: HTMLDetailsElement): void {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    details.open = false;
    details.querySelector("summary")?.focus();
  });
  details.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (next instanceof Node && !details.contains(next)) details.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
  });
}
