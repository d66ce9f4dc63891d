import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { openThemeSwitch, themeKey } from "../../lib/page/themeSwitch.js";

const theme = () => document.documentElement.dataset.theme;
let select: HTMLSelectElement;

beforeEach(() => {
  localStorage.removeItem(themeKey);
  document.body.innerHTML = `<select><option value="system">System</option><option value="light">Light</option><option value="dark">Dark</option></select>`;
  select = document.querySelector("select") as HTMLSelectElement;
});
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.removeItem(themeKey);
  delete document.documentElement.dataset.theme;
});

describe("openThemeSwitch", () => {
  it("leaves the theme to the system until the reader chooses", () => {
    openThemeSwitch(select);
    expect(select.value).toBe("system");
    expect(theme()).toBeUndefined();
  });

  it("shows a choice at once, keeps it, and gives it back to the system", async () => {
    openThemeSwitch(select);
    await userEvent.selectOptions(select, "dark");
    expect([theme(), localStorage.getItem(themeKey)]).toEqual(["dark", "dark"]);
    await userEvent.selectOptions(select, "system");
    expect([theme(), localStorage.getItem(themeKey)]).toEqual([undefined, null]);
  });

  it("opens with the choice of the last visit", () => {
    localStorage.setItem(themeKey, "light");
    openThemeSwitch(select);
    expect([select.value, theme()]).toEqual(["light", "light"]);
  });

  it("takes anything strange in the store for no choice", () => {
    localStorage.setItem(themeKey, "sepia");
    openThemeSwitch(select);
    expect([select.value, theme()]).toEqual(["system", undefined]);
  });

  it("works without storage", async () => {
    vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    openThemeSwitch(select);
    expect(select.value).toBe("system");
    await userEvent.selectOptions(select, "dark");
    expect(theme()).toBe("dark");
  });

  it("follows a choice made in another tab", () => {
    openThemeSwitch(select);
    dispatchEvent(new StorageEvent("storage", { key: themeKey, newValue: "dark" }));
    expect([select.value, theme()]).toEqual(["dark", "dark"]);
    dispatchEvent(new StorageEvent("storage", { key: "another", newValue: "light" }));
    expect(theme()).toBe("dark");
    dispatchEvent(new StorageEvent("storage", { key: null, newValue: null }));
    expect(theme()).toBeUndefined();
  });
});
