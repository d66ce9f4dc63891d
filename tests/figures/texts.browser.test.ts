import { expect, test, vi } from "vitest";
import "../../lessons/theme/textFigures.css";
import "../../lessons/theme/dataChooser.css";
import { DataError } from "../../lib/data/dataError.js";
import { mergeSteps } from "../../lib/figures/mergeSteps.js";
import { neighbours } from "../../lib/figures/neighbours.js";
import { signedMap } from "../../lib/figures/signedMap.js";
import { textChooser } from "../../lib/figures/textChooser.js";
import { tokenStrip } from "../../lib/figures/tokenStrip.js";
import { words } from "../../lib/words/words.js";
import {
  buttonNamed,
  expectAccessible,
  expectToFit,
  mountFigure,
  press,
  textsOf,
} from "./mountFigure.js";

const said = words.figures;
const cocoa = [
  ["c", "o", "c", "o", "a"],
  ["co", "co", "a"],
  ["co", "coa"],
];
const merges = () =>
  mergeSteps({
    title: "Two merges",
    labels: said.mergeSteps,
    merges: [
      { left: "c", right: "o", text: "co", id: 256, count: 2 },
      { left: "co", right: "a", text: "coa", id: 257, count: 1 },
    ],
    tokensAfter: (count) => (cocoa[count] ?? []).map((text, id) => ({ id, text })),
  });

test("merges are stepped by button and by key, each told in a sentence", async () => {
  const figure = await mountFigure(merges());
  const state = () => [
    textsOf(figure, ".token-text").join("|"),
    ...textsOf(figure, ".figure-sentence"),
  ];
  expect(textsOf(figure, ".figure-summary")).toEqual(["2 merges make 2 tokens of 5."]);
  expect(state()).toEqual(["c|o|c|o|a", "No merge yet: 5 tokens, one for each byte."]);
  buttonNamed(figure, "Step forward").click();
  expect(state()).toEqual([
    "co|co|a",
    "c and o, seen side by side 2 times, become co, token 256. That leaves 3 tokens.",
  ]);
  const scroll = figure.querySelector(".merge-scroll") as HTMLElement;
  press(scroll, "End");
  expect(state()[0]).toBe("co|coa");
  expect(state()[1]).toMatch(/^co and a, seen side by side once, become coa/);
  press(scroll, "ArrowRight");
  expect(state()[0]).toBe("co|coa");
  press(scroll, "Home");
  expect(state()[0]).toBe("c|o|c|o|a");
});

test("a strip shows each token with its id, in reading order of the model, and says what it leaves out", async () => {
  const tokens = ["של", "␣x", "E4 BD", "🙂"].map((text, id) => ({
    id: id + 7,
    text,
    isMarked: id === 1,
  }));
  const options = { title: "Four", labels: said.tokenStrip, tokens, summary: "4 tokens." };
  const figure = await mountFigure(tokenStrip({ ...options, most: 3 }));
  expect(textsOf(figure, ".token-list li")).toEqual(["של7", "␣x8", "E4 BD9"]);
  expect(textsOf(figure, ".token-more")).toEqual(["… and 1 more"]);
  expect(textsOf(figure, ".is-marked .token-id")).toEqual(["8"]);
  const lefts = [...figure.querySelectorAll("li")].map((li) => li.getBoundingClientRect().left);
  expect([...lefts].sort((a, b) => a - b)).toEqual(lefts);
  const long = { ...options, tokens: [{ id: 1, text: "x".repeat(300) }] };
  expectToFit(await mountFigure(tokenStrip(long)));
});

test("a map is white at 0, and reads out the cell that the arrow keys reach", async () => {
  const rows = [
    [0, 1],
    [-2, 0.5],
    [1, 1],
  ];
  const options = {
    title: "Map",
    labels: said.signedMap,
    summary: "Six.",
    rows,
    rowAxis: "place",
    columnAxis: "column",
  };
  const figure = await mountFigure(signedMap(options));
  const fills = [...figure.querySelectorAll<SVGRectElement>("g rect")].map(
    (cell) => cell.style.fill,
  );
  expect(fills).toHaveLength(6);
  expect(fills[0]).toContain("0%");
  expect(fills[2]).toContain("100%");
  expect(fills[2]).not.toBe(fills[1]);
  const svg = figure.querySelector("svg") as SVGSVGElement;
  const reading = () => textsOf(figure, ".figure-sentence")[0];
  expect(reading()).toMatch(/arrow keys/);
  press(svg, "ArrowDown");
  expect(reading()).toBe("Row 0, column 0: 0.");
  press(svg, "ArrowDown");
  expect(reading()).toBe("Row 1, column 0: −2.");
  for (let i = 0; i < 5; i++) press(svg, "ArrowRight");
  expect(reading()).toBe("Row 1, column 1: 0.5.");
  const [mark, last] = [svg.querySelector(".map-mark"), svg.querySelectorAll("g rect")[3]].map(
    (r) => r?.getBoundingClientRect(),
  );
  expect(Math.abs((mark?.left ?? 0) - (last?.left ?? 9))).toBeLessThan(1.5);
  expect(Math.abs((mark?.top ?? 0) - (last?.top ?? 9))).toBeLessThan(1.5);
  expect(() => signedMap({ ...options, rows: [[1], [1, 2]] })).toThrow("2 rows of 1 and 2 numbers");
  expect(() => signedMap({ ...options, rows: [] })).toThrow("0 rows of 0 numbers");
});

const lists = () =>
  neighbours({
    title: "Neighbours",
    labels: said.neighbours,
    words: ["cat", "Oslo"],
    models: [
      {
        name: "learnt",
        nearest: [
          [{ word: "dog", cosine: 0.9, isRight: true }],
          [{ word: "tea", cosine: -0.2, isRight: false }],
        ],
      },
      { name: "random", nearest: [[{ word: "to", cosine: 0.3 }], []] },
    ],
  });

test("neighbours follow the chosen word, right and wrong ones told apart in words", async () => {
  const figure = await mountFigure(lists());
  expect(textsOf(figure, ".neighbour-lists li")).toEqual(["✓right dog 0.9", "to 0.3"]);
  const heard = vi.fn();
  document.addEventListener("input", heard);
  const choice = figure.querySelector("select") as HTMLSelectElement;
  choice.value = "Oslo";
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  document.removeEventListener("input", heard);
  expect(heard).not.toHaveBeenCalled();
  expect(textsOf(figure, ".neighbour-lists li")).toEqual(["✗wrong tea −0.2"]);
  expect(textsOf(figure, ".figure-summary")).toEqual(["Nearest to Oslo: tea (learnt);  (random)."]);
});

test("a text is typed, opened or dropped; a refused one leaves the last in use", async () => {
  const take = async (text: string) => {
    if (text === "") throw new DataError("The text is empty.");
    return { text, notes: text.length > 5 ? ["Long."] : [] };
  };
  const made = textChooser({
    labels: words.data.textChooser,
    text: "abc",
    readText: take,
    readFile: async (file) => take(await file.text()),
  });
  await mountFigure(made);
  const values: string[] = [];
  made.addEventListener("input", () => values.push(made.value.text));
  const box = made.querySelector("textarea") as HTMLTextAreaElement;
  const settle = () => new Promise((done) => setTimeout(done, 30));
  const type = async (text: string) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    buttonNamed(made, "Use this text").click();
    await settle();
  };
  const alert = () => textsOf(made, "[role=alert]")[0];
  expect(made.value).toEqual({ text: "abc", notes: [] });
  await type("שלום עולם");
  expect(textsOf(made, "[role=status]")).toEqual(["9 characters read from the box."]);
  expect(textsOf(made, ".data-notes")).toEqual(["Long."]);
  await type("");
  expect(alert()).toBe("The text is empty. The text you had is still in use.");
  expect(values).toEqual(["שלום עולם"]);
  const transfer = new DataTransfer();
  transfer.items.add(new File(["from a file"], "my.txt"));
  made.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
  await settle();
  expect(values).toEqual(["שלום עולם", "from a file"]);
  expect(textsOf(made, "[role=status]")).toEqual(["11 characters read from my.txt."]);
  expect(alert()).toBe("");
});

test("all of them fit a narrow page and have nothing that axe-core finds", async () => {
  const rows = Array.from({ length: 12 }, (_, r) => Array.from({ length: 9 }, (_, c) => r - c));
  const map = {
    title: "Map",
    labels: said.signedMap,
    summary: "Some.",
    rowAxis: "place",
    columnAxis: "column",
  };
  const tokens = Array.from({ length: 60 }, (_, id) => ({ id, text: `␣t${id}` }));
  for (const make of [
    merges,
    lists,
    () => signedMap({ ...map, rows }),
    () =>
      signedMap({
        ...map,
        rows: rows.slice(0, 9),
        rowNames: rows.slice(0, 9).map((_, i) => `word ${i}`),
      }),
    () => tokenStrip({ title: "Sixty", labels: said.tokenStrip, tokens, summary: "60." }),
  ]) {
    const figure = await mountFigure(make(), 320);
    expectToFit(figure);
    await expectAccessible(figure);
  }
});
