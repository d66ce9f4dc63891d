/** Where the choice is kept; the page's head reads it before the first paint. */
export const themeKey = "large-models-live theme";

type Theme = "system" | "light" | "dark";

/**
 * Lets the reader choose light or dark, or leave it to the system. The choice is kept where the
 * browser allows it, and other tabs follow.
 */
export function openThemeSwitch(select: HTMLSelectElement): void {
  show(select, stored());
  select.addEventListener("change", () => {
    const theme = themeOf(select.value);
    show(select, theme);
    try {
      if (theme === "system") localStorage.removeItem(themeKey);
      else localStorage.setItem(themeKey, theme);
    } catch {
      // A page without storage keeps the choice until it is left.
    }
  });
  addEventListener("storage", (event) => {
    if (event.key === themeKey || event.key === null) show(select, themeOf(event.newValue));
  });
}

function show(select: HTMLSelectElement, theme: Theme): void {
  select.value = theme;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function stored(): Theme {
  try {
    return themeOf(localStorage.getItem(themeKey));
  } catch {
    return "system";
  }
}

function themeOf(text: string | null): Theme {
  return text === "light" || text === "dark" ? text : "system";
}
