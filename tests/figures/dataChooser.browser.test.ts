import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import "../../lessons/theme/dataChooser.css";
import { readCsvFile, readCsvText } from "../../lib/data/csv.js";
import { type DataChooser, dataChooser } from "../../lib/figures/dataChooser.js";
import { words } from "../../lib/words/words.js";

const { chooser: labels } = words.data;
const birds = `island,bill,mass,species
Dream,39.1,3750,Adelie
Biscoe,46.5,,Chinstrap
Dream,50.0,5400,Gentoo
Dream,38.6,3800,Adelie
Biscoe,49.3,5250,Gentoo
Dream,40.1,3900,Adelie`;
const themes = {
  light:
    "--ink:#1c1f24;--paper:#fff;--accent:#1b5fae;--muted:#5c6168;--rule:#dcdad3;--bad:#b3261e;--wash:#f2f5f9",
  dark: "--ink:#e8e6e1;--paper:#16181d;--accent:#73b1ff;--muted:#a3a8b0;--rule:#363b44;--bad:#ff9b8f;--wash:#1d2530",
};

let made: DataChooser;
let inputs: DataChooser["value"][];

/** Puts a chooser on the page and records its value at every event that reaches the page. */
function show(readers: Partial<Parameters<typeof dataChooser>[0]> = {}) {
  made = dataChooser({ labels, readText: readCsvText, readFile: readCsvFile, ...readers });
  inputs = [];
  const main = document.createElement("main");
  main.append(made);
  main.addEventListener("input", (event) => {
    expect(event.target).toBe(made);
    inputs.push(made.value);
  });
  document.body.replaceChildren(main);
}
const textarea = () => made.querySelector("textarea") as HTMLTextAreaElement;
const button = (name: string) => page.getByRole("button", { name, exact: true });
const box = (name: string) =>
  [...made.querySelectorAll("label")]
    .find((label) => label.querySelector(".column-name")?.textContent === name)
    ?.querySelector("input") as HTMLInputElement;
const alerts = () => [...made.querySelectorAll("[role=alert]")].map((p) => p.textContent).join("");
const status = () => made.querySelector("[role=status]")?.textContent;
async function paste(text: string) {
  textarea().value = text;
  await userEvent.click(button(labels.readText));
}
function drop(...files: File[]) {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
  made.dispatchEvent(event);
  return event;
}

describe("dataChooser", () => {
  beforeEach(() => show());
  afterEach(() => document.body.replaceChildren());

  it("reads a pasted table, guesses the target and says what it read", async () => {
    expect(made.value).toBeNull();
    await paste(birds);
    await vi.waitFor(() => expect(inputs).toHaveLength(1));
    expect(made.value).toMatchObject({ target: "species", features: ["island", "bill", "mass"] });
    expect(made.value?.table.rows).toHaveLength(6);
    expect(status()).toBe("6 rows and 4 columns read from the pasted text.");
  });

  it("shows the first five rows, gaps in words", async () => {
    await paste(birds);
    await vi.waitFor(() => expect(made.querySelector("table")).not.toBeNull());
    const rows = [...made.querySelectorAll("tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows).toHaveLength(6);
    expect(rows[0]).toEqual(["island", "bill", "mass", "species"]);
    expect(rows[2]).toEqual(["Biscoe", "46.5", "missing", "Chinstrap"]);
    expect(made.querySelector("caption")?.textContent).toBe("The first 5 of 6 rows");
  });

  it("opens a file, and the same file again once it is corrected", async () => {
    const input = made.querySelector("input[type=file]") as HTMLInputElement;
    await userEvent.upload(input, new File(["a,b\n1"], "mine.csv"));
    await vi.waitFor(() => expect(alerts()).toContain("Line 2 has 1 value"));
    await userEvent.upload(input, new File([birds], "mine.csv"));
    await vi.waitFor(() => expect(status()).toBe("6 rows and 4 columns read from mine.csv."));
    expect(alerts()).toBe("");
    expect(input.files?.[0]?.name).toBe("mine.csv");
    input.addEventListener("click", (event) => event.preventDefault());
    input.click();
    expect(input.files).toHaveLength(0); // else choosing the same name would be no change
  });

  it("takes a dropped file, and only one", async () => {
    expect(drop(new File([birds], "dropped.csv")).defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(status()).toContain("read from dropped.csv."));
    drop(new File([birds], "a.csv"), new File([birds], "b.csv"));
    expect(alerts()).toBe(`${labels.oneFile} ${labels.kept}`);
  });

  it("leaves dropped text to the text field", () => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", birds);
    const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    textarea().dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });

  it("changes the target and the features, and never learns from the target", async () => {
    await paste(birds);
    await vi.waitFor(() => expect(inputs).toHaveLength(1));
    const select = made.querySelector("select") as HTMLSelectElement;
    await userEvent.selectOptions(select, "island");
    expect(made.value).toMatchObject({ target: "island", features: ["bill", "mass", "species"] });
    expect(box("island").disabled).toBe(true);
    await userEvent.click(box("mass"));
    expect(inputs.at(-1)).toMatchObject({ target: "island", features: ["bill", "species"] });
    expect(inputs).toHaveLength(3);
  });

  it("has no value while no feature is ticked, and says so", async () => {
    await paste(birds);
    await vi.waitFor(() => expect(inputs).toHaveLength(1));
    await userEvent.click(button(labels.none));
    expect(inputs.at(-1)).toBeNull();
    expect(alerts()).toBe(labels.noFeature);
    await userEvent.click(button(labels.all));
    expect(inputs.at(-1)?.features).toEqual(["island", "bill", "mass"]);
    expect(alerts()).toBe("");
  });

  it("does not tick texts that are too varied, but ticks numbers with a slip so that it is named", async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `bird ${i},${i || "12 kg"},${i % 2 ? "a" : "b"}`,
    );
    await paste(`name,mass,kind\n${rows.join("\n")}`);
    await vi.waitFor(() => expect(made.value?.features).toEqual(["mass"]));
    expect(box("name").checked).toBe(false);
  });

  it("keeps the table, its choices and the text when a bad file follows", async () => {
    await paste(birds);
    await vi.waitFor(() => expect(inputs).toHaveLength(1));
    await userEvent.click(box("island"));
    const before = made.value;
    for (const bad of [new File([], "empty.csv"), new File([Uint8Array.of(0xff, 0xfe)], "x.csv")]) {
      drop(bad);
      await vi.waitFor(() => expect(alerts()).toContain(labels.kept));
      expect(made.value).toEqual(before);
      expect(box("island").checked).toBe(false);
      expect(textarea().value).toBe(birds);
    }
    expect(inputs).toHaveLength(2);
  });

  it("says a sentence for a failure of any kind, and works on", async () => {
    let attempt = 0;
    show({
      readText: (text, options) => {
        attempt++;
        if (attempt === 1) throw new TypeError("a bug");
        if (attempt === 2) return Promise.reject("not even an error");
        return readCsvText(text, options);
      },
    });
    for (const _ of [1, 2]) {
      await paste(birds);
      await vi.waitFor(() => expect(alerts()).toBe(labels.failed));
    }
    await paste(birds);
    await vi.waitFor(() => expect(made.value?.target).toBe("species"));
    expect(alerts()).toBe("");
  });

  it("uses the newest of two readings, whichever ends last", async () => {
    const table = await readCsvText(birds);
    const ends: ((value: typeof table) => void)[] = [];
    const signals: AbortSignal[] = [];
    show({
      readFile: (_, { signal }) => {
        signals.push(signal);
        return new Promise((resolve) => ends.push(resolve));
      },
    });
    drop(new File(["1"], "first.csv"));
    drop(new File(["2"], "second.csv"));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    ends[1]?.(table);
    await vi.waitFor(() => expect(status()).toContain("second.csv"));
    ends[0]?.({ ...table, rows: [] });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(status()).toContain("6 rows and 4 columns read from second.csv");
    expect(inputs).toHaveLength(1);
  });

  it("cancels a long reading on request", async () => {
    const large = `a,b\n${"1.25,x\n".repeat(190_000)}`;
    drop(new File([large], "large.csv"));
    expect(status()).toBe(labels.reading);
    await userEvent.click(button(labels.cancel));
    expect(status()).toBe(labels.cancelled);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(made.value).toBeNull();
    expect(status()).toBe(labels.cancelled);
    await expect.element(button(labels.cancel)).not.toBeInTheDocument();
  });

  it("shows hostile cells as text and only the first of many columns", async () => {
    const names = Array.from({ length: 30 }, (_, c) => `<b>c${c}</b>`);
    const cells = names.map(() => "<img src=x onerror=alert(1)>");
    await paste(`${names.join(",")}\n${cells.join(",")}`);
    await vi.waitFor(() => expect(made.querySelector("table")).not.toBeNull());
    expect(made.querySelector("img, b")).toBeNull();
    expect(made.querySelectorAll("th")).toHaveLength(12);
    expect(made.querySelector(".data-preview p")?.textContent).toBe("and 18 more columns");
    expect(made.querySelectorAll("option")).toHaveLength(30);
  });

  it("is worked by keyboard alone, from the text to a ticked box", async () => {
    textarea().focus();
    textarea().value = birds;
    await userEvent.keyboard("{Tab}{Enter}");
    await vi.waitFor(() => expect(made.value?.target).toBe("species"));
    await userEvent.keyboard("{Tab}");
    expect(document.activeElement).toBe(made.querySelector("input[type=file]"));
    await userEvent.keyboard("{Tab}");
    expect(document.activeElement?.getAttribute("role")).toBe("region");
    await userEvent.keyboard("{Tab}");
    expect(document.activeElement).toBe(made.querySelector("select"));
    await userEvent.keyboard("{Tab} ");
    expect(made.value?.features).toEqual(["bill", "mass"]);
  });

  it.each(["light", "dark"] as const)(
    "gives axe nothing to find in the %s theme",
    async (theme) => {
      document.body.style.cssText = `${themes[theme]};background:var(--paper);color-scheme:${theme}`;
      await paste(birds);
      await vi.waitFor(() => expect(made.value).not.toBeNull());
      drop(new File([], "empty.csv"));
      await vi.waitFor(() => expect(alerts()).not.toBe(""));
      const { violations } = await axe.run(made, { rules: { region: { enabled: false } } });
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      document.body.removeAttribute("style");
    },
  );

  it("fits a page 360 pixels wide", async () => {
    await page.viewport(360, 700);
    await paste(
      `${"a_long_name_without_a_space_in_it_".repeat(3)},${birds.replaceAll("\n", "\n1,")}`,
    );
    await vi.waitFor(() => expect(made.value).not.toBeNull());
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
    await page.viewport(1280, 800);
  });
});
