/** A lesson's prose, as `data/prose.json.ts` writes it. */
export interface LessonProse {
  /** Its address from the site's root: `/theory/embeddings`. */
  path: string;
  title: string;
  /** Paragraphs, parted by an empty line; see `markdownProse`. */
  text: string;
}

/** The language that the course's own models learn. */
export interface CourseProse {
  /** All lessons in the syllabus's order, each under its title. */
  text: string;
  /** Every paragraph of it, titles included. */
  paragraphs: string[];
  lessons: readonly LessonProse[];
}

/**
 * The course's own prose as a corpus.
 *
 *     const prose = courseProse(await FileAttachment("../data/prose.json").json());
 *
 * @param lessons what the file holds
 */
export function courseProse(lessons: readonly LessonProse[]): CourseProse {
  const paragraphs = lessons.flatMap(({ title, text }) => [title, ...text.split("\n\n")]);
  return { text: paragraphs.join("\n\n"), paragraphs: paragraphs.filter(Boolean), lessons };
}
