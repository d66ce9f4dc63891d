import fc from "fast-check";
import type { ProgressRecord } from "../../lib/coursework/record.js";
import type { Edit } from "../../lib/notebook/database.js";

const page = fc.constantFrom("theory/backpropagation", "theory/autograd", "index");
const id = fc.constantFrom("one", "two", "three.0a1b2c3d");
const version = fc.constantFrom("aaaa", "bbbb");
const time = fc.integer({ min: 0, max: 50 });
const option = fc.integer({ min: 0, max: 3 });
const count = fc.nat(5);

const content = fc.oneof(
  fc.record({
    kind: fc.constant("quiz" as const),
    version,
    choice: option,
    tries: count,
    right: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("prediction" as const), version, choice: fc.option(option) }),
  fc.record({
    kind: fc.constant("exercise" as const),
    tries: count,
    passedAt: fc.option(time),
    hints: fc.uniqueArray(option).map((hints) => hints.sort((a, b) => a - b)),
    solutionOpened: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("recall" as const),
    choice: option,
    step: option,
    due: time,
    right: count,
    wrong: count,
  }),
);

/** Any valid record; few pages, ids and times, so that keys and times collide. */
export const anyRecord: fc.Arbitrary<ProgressRecord> = fc
  .tuple(content, page, id, time)
  .map(([what, page, id, at]) => ({ ...what, page, id, at, key: `${what.kind}:${page}#${id}` }));

/** Two valid records of one key. */
export const anyPair = fc
  .tuple(anyRecord, anyRecord)
  .filter(([one, other]) => one.kind === other.kind)
  .map(([one, other]): [ProgressRecord, ProgressRecord] => [
    one,
    { ...other, page: one.page, id: one.id, key: one.key },
  ]);

/** Any valid edit of a cell. */
export const anyEdit: fc.Arbitrary<Edit> = fc
  .record({ page, cell: id, source: fc.string({ unit: "binary" }), savedAt: time })
  .map((edit) => ({ ...edit, key: `${edit.page}#${edit.cell}`, originalHash: "0" }));

/** Keeps one of each key, as a database does. */
export const oneOfEach = <T extends { key: string }>(values: T[]): T[] => [
  ...new Map(values.map((value) => [value.key, value])).values(),
];
