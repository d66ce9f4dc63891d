import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { syllabusHtml, writtenLessons } from "../../lib/site/syllabus.js";
import { syllabus } from "../../lib/words/en/syllabus.js";

const parts = [
  { slug: "one", title: "One & only", lessons: [{ slug: "a", title: "A" }] },
  {
    slug: "two",
    title: "Two",
    lessons: [
      { slug: "b", title: "B", about: "x < y" },
      { slug: "c", title: "C" },
    ],
  },
];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "syllabus-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...files: string[]): void {
  for (const file of files) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
}

describe("writtenLessons", () => {
  it("finds the lessons that are there, in the syllabus's order", () => {
    write("two/c.md", "two/c.checks.ts", "two/b.md");
    expect(writtenLessons(folder, parts)).toEqual([
      { name: "B", path: "/two/b" },
      { name: "C", path: "/two/c" },
    ]);
    expect(writtenLessons(join(folder, "nowhere"), parts)).toEqual([]);
  });

  it("refuses a lesson that the syllabus does not name", () => {
    write("two/stray.md");
    expect(() => writtenLessons(folder, parts)).toThrow(
      "lessons/two/stray.md is not in the syllabus: add it to lib/words/en/syllabus.ts",
    );
  });
});

describe("syllabusHtml", () => {
  it("links what is written and says of the rest that it is not", () => {
    const html = syllabusHtml([{ name: "C", path: "/two/c" }], parts);
    expect(html).toContain('<li class="written"><a href="/two/c">C</a></li>');
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html.match(/not written yet/g)).toHaveLength(2);
    expect(html).toContain("One lesson is there, of 3 planned.");
  });

  it("escapes titles", () => {
    const html = syllabusHtml([], parts);
    expect(html).toContain("One &amp; only");
    expect(html).toContain("x &lt; y");
  });
});

describe("the course's syllabus", () => {
  it("gives each lesson an address of its own that any host can serve", () => {
    const paths = syllabus.flatMap(({ slug, lessons }) => lessons.map((l) => `${slug}/${l.slug}`));
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
  });
});
