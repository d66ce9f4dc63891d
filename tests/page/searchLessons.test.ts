import { describe, expect, it } from "vitest";
import { searchLessons } from "../../lib/page/searchLessons.js";
import type { SearchSection } from "../../lib/page/searchSection.js";

const page = "Backpropagation";
const sections: SearchSection[] = [
  { id: "b.html", page, heading: "", text: "How a network learns in one sweep back." },
  {
    id: "b.html#rule",
    page,
    heading: "The chain rule",
    text: "Multiply along a path, add over paths.",
  },
  {
    id: "b.html#limits",
    page,
    heading: "Limits",
    text: `${"Words before it. ".repeat(12)}A chain of thousand operations is deep. ${"Words after it. ".repeat(12)}`,
  },
  {
    id: "zh.html#1",
    page: "反向传播",
    heading: "链式法则",
    text: "沿着路径相乘，再把各条路径相加。",
  },
];
const search = searchLessons(sections);
const ids = (query: string) => search(query).map(({ section }) => section.id);

describe("searchLessons", () => {
  it("puts a match in a heading before one in the text", () => {
    expect(ids("chain")).toEqual(["b.html#rule", "b.html#limits"]);
  });

  it("wants every word, and lets the last be begun only", () => {
    expect(ids("chain rule")).toEqual(["b.html#rule"]);
    expect(ids("chain ru")).toEqual(["b.html#rule"]);
    expect(ids("chain penguin")).toEqual([]);
  });

  it("forgives one wrong letter in a long word, but not in a short one", () => {
    expect(ids("netwark")).toEqual(["b.html"]);
    expect(ids("deap")).toEqual([]);
  });

  it("finds Chinese inside a sentence without spaces", () => {
    expect(ids("路径")).toEqual(["zh.html#1"]);
    expect(ids("链式")).toEqual(["zh.html#1"]);
    expect(ids("径路")).toEqual([]);
  });

  it("finds nothing for nothing, and stands punctuation and expressions alike", () => {
    for (const query of ["", "   ", "?!", "(", ".*", "\\"]) expect(ids(query)).toEqual([]);
  });

  it("shows the text around the match, cut at spaces, with the match apart", () => {
    const excerpt = search("thousand")[0]?.excerpt ?? [];
    expect(excerpt).toHaveLength(3);
    expect(excerpt[1]).toBe("thousand");
    expect(excerpt[0]).toMatch(/^… .*A chain of $/);
    expect(excerpt[2]).toMatch(/^ operations is deep\. .* …$/);
    expect(excerpt.join("").length).toBeLessThan(170);
  });

  it("shows the text's beginning where only the heading matches", () => {
    expect(search("rule")[0]?.excerpt).toEqual(["Multiply along a path, add over paths."]);
  });

  it("gives eight sections at most", () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      id: `${i}`,
      page: "Same",
      heading: "",
      text: "",
    }));
    expect(searchLessons(many)("same")).toHaveLength(8);
  });
});
