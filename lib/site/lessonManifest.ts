import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lesson } from "../coursework/progressSummary.js";
import { parseInfo } from "./markdown.js";
import { lessonsFolder } from "./paths.js";

/** The parts of the course, in the order in which they are read. */
export const parts = [
  "background",
  "theory",
  "models",
  "training",
  "compression",
  "applications",
  "limits",
] as const;

/** Every lesson with the ids of its coursework, read from the lessons themselves. */
export function lessonManifest(): Lesson[] {
  const folders = new Set(readdirSync(lessonsFolder));
  return parts
    .filter((part) => folders.has(part))
    .flatMap((part) =>
      readdirSync(join(lessonsFolder, part))
        .filter((file) => file.endsWith(".md"))
        .sort()
        .map((file) => lesson(part, file.slice(0, -".md".length))),
    );
}

function lesson(part: string, name: string): Lesson {
  const text = readFileSync(join(lessonsFolder, part, `${name}.md`), "utf8");
  const fences = [...text.matchAll(/^```(\w.*)$/gm)].map(([, info = ""]) => parseInfo(info));
  const ids = (kind: string) =>
    fences.filter(({ tag }) => tag === kind).map(({ attributes }) => attributes.id ?? "");
  return {
    path: `/${part}/${name}`,
    title: text.match(/^# (.+)$/m)?.[1] ?? name,
    part,
    exercises: [...text.matchAll(/data-exercise="([^"]+)"/g)].map(([, id = ""]) => id),
    quizzes: ids("quiz"),
    predictions: ids("predict"),
    recalls: ids("recall"),
  };
}
