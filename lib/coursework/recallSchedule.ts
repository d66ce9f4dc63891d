import type { Content, RecallRecord } from "./record.js";

const day = 24 * 60 * 60 * 1000;

/** Days until a question returns after 0, 1, 2 … right answers in a row. */
const gapsInDays = [0, 1, 3, 7, 21, 60] as const;

/**
 * When a recall question returns: at once (on the next page) after a wrong answer, then after
 * 1, 3, 7, 21 and 60 days while the answers are right.
 *
 * A right answer before the question was due does not move it further away.
 *
 * @param now milliseconds since 1970
 */
export function scheduleRecall(
  before: RecallRecord | undefined,
  answer: { choice: number; right: boolean },
  now: number,
): Content<"recall"> {
  const early = before !== undefined && before.step > 0 && now < before.due;
  const step = !answer.right
    ? 0
    : early
      ? before.step
      : Math.min((before?.step ?? 0) + 1, gapsInDays.length - 1);
  return {
    choice: answer.choice,
    step,
    due: answer.right && early ? before.due : now + (gapsInDays[step] ?? 0) * day,
    right: (before?.right ?? 0) + (answer.right ? 1 : 0),
    wrong: (before?.wrong ?? 0) + (answer.right ? 0 : 1),
  };
}
