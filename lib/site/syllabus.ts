import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { SyllabusPart } from "../words/en/syllabus.js";
import { words } from "../words/words.js";
import { escapeHtml, type MarkdownIt, parseInfo } from "./markdown.js";
import { lessonsFolder } from "./paths.js";

export interface LessonPage {
  /** Its title in the syllabus. */
  name: string;
  /** Its address from the site's root: `/theory/backpropagation`. */
  path: string;
}

const { syllabus, notWritten, nowThere } = words.page;

/**
 * The lessons that are there, in the syllabus's order.
 *
 * @throws Error if a part's folder holds a lesson that the syllabus does not name
 */
export function writtenLessons(
  folder = lessonsFolder,
  parts: readonly SyllabusPart[] = syllabus,
): LessonPage[] {
  return parts.flatMap((part) => {
    const slugs = part.lessons.map(({ slug }) => slug);
    for (const file of filesOf(join(folder, part.slug))) {
      if (!file.endsWith(".md") || slugs.includes(file.slice(0, -".md".length))) continue;
      throw new Error(
        `lessons/${part.slug}/${file} is not in the syllabus: add it to lib/words/en/syllabus.ts`,
      );
    }
    return part.lessons
      .filter(({ slug }) => existsSync(join(folder, part.slug, `${slug}.md`)))
      .map(({ slug, title }) => ({ name: title, path: `/${part.slug}/${slug}` }));
  });
}

function filesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Every part and lesson: a link where there is a page, plain text where there is none yet. */
export function syllabusHtml(
  written: readonly LessonPage[],
  parts: readonly SyllabusPart[] = syllabus,
): string {
  const there = new Set(written.map(({ path }) => path));
  const all = parts.reduce((sum, { lessons }) => sum + lessons.length, 0);
  const sections = parts.map(({ slug, title, lessons }) => {
    const items = lessons.map((lesson) => {
      const path = `/${slug}/${lesson.slug}`;
      const name = escapeHtml(lesson.title);
      const about = lesson.about ? ` <span class="about">${escapeHtml(lesson.about)}</span>` : "";
      return there.has(path)
        ? `<li class="written"><a href="${path}">${name}</a>${about}</li>`
        : `<li>${name}${about} <span class="visually-hidden">(${notWritten})</span></li>`;
    });
    return `<section><h3 id="${slug}">${escapeHtml(title)}</h3><ol>${items.join("")}</ol></section>`;
  });
  return `<p class="syllabus-state">${nowThere(written.length, all)}</p>\n<div class="syllabus">${sections.join("")}</div>\n`;
}

/** Lets a page show the syllabus: a fence named `syllabus`, with nothing in it. */
export function syllabusFence(markdown: MarkdownIt): void {
  const { rules } = markdown.renderer;
  const others = rules.fence;
  rules.fence = (tokens, index, options, environment) =>
    parseInfo(tokens[index]?.info ?? "").tag === "syllabus"
      ? syllabusHtml(writtenLessons())
      : (others?.(tokens, index, options, environment) ?? "");
}
