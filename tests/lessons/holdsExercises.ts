import { expect, it } from "vitest";
import type { Check, Checks } from "../../lib/coursework/check.js";
import { runCheck } from "../../lib/coursework/runCheck.js";
import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";
import { type Lesson, runCell, solutionOf } from "./readLesson.js";

/** The ids of a lesson's exercises, in their order. */
export const exercisesOf = ({ markdown }: Lesson): string[] =>
  [...markdown.matchAll(/data-exercise="([^"]+)"/g)].map(([, id]) => id as string);

/** The verdict on what a learner wrote; an error in the cell itself is a failure of the test. */
export const judgeOf =
  (lesson: Lesson, checks: Checks) => async (exercise: string, source: string) => {
    const check = checks[exercise];
    if (!check) throw new Error(`no check for ${exercise}`);
    return runCheck(check, await runCell(lesson, source));
  };

/** What holds of every lesson's exercises. Call it within `describe`. */
export function holdsExercises(
  lesson: Lesson,
  { checks, wrongAnswers }: { checks: Checks; wrongAnswers: Record<string, WrongAnswer[]> },
): void {
  const exercises = exercisesOf(lesson);
  const judge = judgeOf(lesson, checks);

  it("have a cell, a check and wrong answers each", () => {
    expect(exercises.length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(checks)).toEqual(exercises);
    expect(Object.keys(wrongAnswers)).toEqual(exercises);
    for (const id of exercises) {
      expect(lesson.cells.get(id)?.shown, id).toBe(true);
      expect(wrongAnswers[id]?.length, id).toBeGreaterThanOrEqual(5);
    }
  });

  it.each(exercises)(
    "%s: three hints, then a solution that passes in under a second",
    async (id) => {
      const from = lesson.markdown.indexOf(`data-exercise="${id}"`);
      const section = lesson.markdown.slice(from, lesson.markdown.indexOf("</section>", from));
      expect(section.match(/<details class="hint">/g)).toHaveLength(3);
      const values = await runCell(lesson, solutionOf(lesson, id));
      const started = performance.now();
      expect(await runCheck(checks[id] as Check, values)).toMatchObject({ passed: true });
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );

  it.each(exercises)("%s: the start fails", async (id) => {
    const verdict = await judge(id, lesson.cells.get(id)?.source ?? "");
    expect(verdict.passed).toBe(false);
    expect(verdict.message.length).toBeGreaterThan(20);
  });

  const all = exercises.flatMap((id) => (wrongAnswers[id] ?? []).map((each) => ({ id, ...each })));
  it.each(all)("$id names the mistake: $wrong", async ({ id, source, says }) => {
    const verdict = await judge(id, source);
    expect(verdict.message).toContain(says);
    expect(verdict.passed).toBe(false);
  });
}
