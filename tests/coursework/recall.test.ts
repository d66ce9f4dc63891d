import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../lib/coursework/outcome.js";
import { dueRecords } from "../../lib/coursework/recallDue.js";
import { scheduleRecall } from "../../lib/coursework/recallSchedule.js";
import type { RecallRecord } from "../../lib/coursework/record.js";

const day = 86_400_000;
const answered = (before: RecallRecord | undefined, right: boolean, now: number): RecallRecord => ({
  key: "recall:a#b.c",
  page: "a",
  id: "b.c",
  kind: "recall",
  at: now,
  ...scheduleRecall(before, { choice: 0, right }, now),
});

describe("scheduleRecall", () => {
  it("waits 1, 3, 7, 21 and 60 days while the answers are right", () => {
    let record: RecallRecord | undefined;
    let now = 1000;
    const gaps: number[] = [];
    for (let times = 0; times < 6; times++) {
      record = answered(record, true, now);
      gaps.push((record.due - now) / day);
      now = record.due;
    }
    expect(gaps).toEqual([1, 3, 7, 21, 60, 60]);
    expect(record).toMatchObject({ right: 6, wrong: 0 });
  });

  it("asks again at once after a wrong answer", () => {
    const learned = answered(answered(undefined, true, 0), true, day);
    expect(answered(learned, false, 5 * day)).toMatchObject({ step: 0, due: 5 * day, wrong: 1 });
  });

  it("does not reward an answer before the question was due", () => {
    const first = answered(undefined, true, 0);
    expect(answered(first, true, 1000)).toMatchObject({ step: 1, due: first.due, right: 2 });
  });

  it("never sets a date before the answer, and counts every answer", () => {
    const answers = fc.array(fc.record({ right: fc.boolean(), wait: fc.nat(100 * day) }));
    const property = fc.property(answers, (all) => {
      let record: RecallRecord | undefined;
      let now = 0;
      for (const { right, wait } of all) {
        now += wait;
        record = answered(record, right, now);
        expect(record.due).toBeGreaterThanOrEqual(now);
      }
      expect((record?.right ?? 0) + (record?.wrong ?? 0)).toBe(all.length);
    });
    fc.assert(property, { seed: 4 });
  });
});

describe("dueRecords", () => {
  it("takes other pages' due questions, longest due first", () => {
    const record = (page: string, due: number): RecallRecord => ({
      ...answered(undefined, true, 0),
      page,
      key: `recall:${page}#b.c`,
      due,
    });
    const records = [record("x", 5), record("here", 1), record("y", 2), record("z", 11)];
    expect(dueRecords(records, "here", 10).map(({ page }) => page)).toEqual(["y", "x"]);
  });
});

describe("outcomeOf", () => {
  const texts = ["It doubles", "It  stays\nthe same", "b", "3"];
  it.each([
    [1, 0],
    [3, 2],
    ["it stays the same", 1],
    ["a", 0],
    ["B", 2],
    ["3", 3],
    ["d", 3],
    [0, undefined],
    [5, undefined],
    [1.5, undefined],
    ["e", undefined],
    ["something else", undefined],
    [undefined, undefined],
    [Number.NaN, undefined],
  ])("reads %o as option %o", (value, expected) => {
    expect(outcomeOf(value, texts)).toBe(expected);
  });
});
