import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeEdits, mergeRecords } from "../../lib/coursework/mergeRecords.js";
import type { ExerciseRecord } from "../../lib/coursework/record.js";
import { readRecord } from "../../lib/coursework/recordSchema.js";
import { anyEdit, anyPair, anyRecord } from "./anyRecord.js";

const exercise = (more: Partial<ExerciseRecord>): ExerciseRecord => ({
  key: "exercise:a#b",
  page: "a",
  id: "b",
  at: 1,
  kind: "exercise",
  tries: 0,
  passedAt: null,
  hints: [],
  solutionOpened: false,
  ...more,
});

describe("mergeRecords", () => {
  it("keeps a pass, the higher count and every hint", () => {
    const here = exercise({ at: 9, tries: 1, hints: [0, 2], solutionOpened: true });
    const there = exercise({ at: 5, tries: 4, hints: [0, 1], passedAt: 5 });
    expect(mergeRecords(here, there)).toEqual(
      exercise({ at: 9, tries: 4, hints: [0, 1, 2], passedAt: 5, solutionOpened: true }),
    );
  });

  it("keeps the first prediction, but any prediction before a skip", () => {
    const at = (at: number, choice: number | null) =>
      ({
        key: "prediction:a#b",
        page: "a",
        id: "b",
        at,
        kind: "prediction",
        version: "v",
        choice,
      }) as const;
    expect(mergeRecords(at(1, 0), at(2, 1))).toMatchObject({ choice: 0 });
    expect(mergeRecords(at(1, null), at(2, 1))).toMatchObject({ choice: 1 });
    expect(mergeRecords(at(1, 2), at(2, null))).toMatchObject({ choice: 2 });
    const reworded = { ...at(2, 3), version: "w" };
    expect(mergeRecords(at(1, 2), reworded)).toEqual(reworded);
  });

  it("keeps a right quiz answer over a later wrong one of the same question", () => {
    const at = (at: number, version: string, choice: number, right: boolean) =>
      ({
        key: "quiz:a#b",
        page: "a",
        id: "b",
        at,
        kind: "quiz",
        version,
        choice,
        right,
        tries: at,
      }) as const;
    expect(mergeRecords(at(1, "v", 0, true), at(2, "v", 1, false))).toEqual({
      ...at(1, "v", 0, true),
      at: 2,
      tries: 2,
    });
    expect(mergeRecords(at(1, "v", 0, true), at(2, "w", 1, false))).toMatchObject({ right: false });
  });

  it("does not depend on the order, changes nothing when repeated, and stays valid", () => {
    const property = fc.property(anyPair, ([one, other]) => {
      const merged = mergeRecords(one, other);
      expect(mergeRecords(other, one)).toEqual(merged);
      expect(mergeRecords(one, one)).toEqual(one);
      expect(mergeRecords(merged, one)).toEqual(merged);
      expect(mergeRecords(merged, other)).toEqual(merged);
      expect(readRecord(merged)).toEqual(merged);
    });
    fc.assert(property, { seed: 5, numRuns: 500 });
  });

  it("refuses two records of different keys", () => {
    expect(() => mergeRecords(exercise({}), exercise({ key: "exercise:a#c" }))).toThrow(
      "mergeRecords: got the keys exercise:a#b and exercise:a#c, want one key",
    );
  });
});

describe("mergeEdits", () => {
  it("keeps the later edit, in either order", () => {
    const property = fc.property(anyEdit, anyEdit, (one, other) => {
      const merged = mergeEdits(one, other);
      expect(merged.savedAt).toBe(Math.max(one.savedAt, other.savedAt));
      expect(mergeEdits(other, one).source).toBe(merged.source);
    });
    fc.assert(property, { seed: 6 });
  });
});

describe("readRecord", () => {
  it("takes every valid record as it is and drops what does not belong", () => {
    const property = fc.property(anyRecord, (record) => {
      expect(readRecord(record)).toEqual(record);
      expect(readRecord({ ...record, extra: "<script>" })).toEqual(record);
    });
    fc.assert(property, { seed: 7 });
  });

  it.each([
    ["nothing", undefined],
    ["another kind", { ...exercise({}), kind: "exam" }],
    ["a key of another record", exercise({ key: "exercise:a#other" })],
    ["a count below zero", exercise({ tries: -1 })],
    ["a count that is no number", { ...exercise({}), tries: "3" }],
    ["hints out of order", exercise({ hints: [2, 1] })],
    ["a time that is not finite", exercise({ at: Number.POSITIVE_INFINITY })],
    ["a page that leads out of the course", exercise({ page: "../b", key: "exercise:../b#b" })],
  ])("refuses %s", (_what, value) => {
    expect(readRecord(value)).toBeUndefined();
  });
});
