import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lesson } from "../coursework/progressSummary.js";
import { words } from "../words/words.js";
import { parseInfo } from "./markdown.js";
import { lessonsFolder } from "./paths.js";

/** Every lesson with the ids of its coursework, read from the lessons themselves. */
export function lessonManifest(): Lesson[] {
  const folders = new Set(readdirSync(lessonsFolder));
  return words.page.syllabus
    .filter(({ slug }) => folders.has(slug))
    .flatMap(({ slug, title }) =>
      readdirSync(join(lessonsFolder, slug))
        .filter((file) => file.endsWith(".md"))
        .sort()
        .map((file) => lesson(slug, title, file.slice(0, -".md".length))),
    );
}

function lesson(folder: string, part: string, name: string): Lesson {
  const text = readFileSync(join(lessonsFolder, folder, `${name}.md`), "utf8");
  const fences = [...text.matchAll(/^```(\w.*)$/gm)].map(([, info = ""]) => parseInfo(info));
  const ids = (kind: string) =>
    fences.filter(({ tag }) => tag === kind).map(({ attributes }) => attributes.id ?? "");
  return {
    path: `/${folder}/${name}`,
    title: text.match(/^# (.+)$/m)?.[1] ?? name,
    part,
    exercises: [...text.matchAll(/data-exercise="([^"]+)"/g)].map(([, id = ""]) => id),
    quizzes: ids("quiz"),
    predictions: ids("predict"),
    recalls: ids("recall"),
  };
}
