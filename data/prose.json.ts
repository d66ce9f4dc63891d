import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LessonProse } from "../lib/data/courseProse.js";
import { markdownProse } from "../lib/data/markdownProse.js";
import { lessonsFolder } from "../lib/site/paths.js";
import { writtenLessons } from "../lib/site/syllabus.js";

const lessons = writtenLessons().map(({ path, name }): LessonProse => {
  const markdown = readFileSync(join(lessonsFolder, `${path}.md`), "utf8");
  // The page's own first heading is its title, which comes from the syllabus.
  const text = markdownProse(markdown).replace(/^[^\n]*\n\n/, "");
  return { path, title: name, text };
});
process.stdout.write(`${JSON.stringify(lessons)}\n`);
