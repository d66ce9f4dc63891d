import * as v from "valibot";
import type { Edit } from "../notebook/database.js";
import { type ProgressRecord, recordKey } from "./record.js";

const name = (limit: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(limit));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1e6));
const option = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99));
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15));

/** Path segments without dots: a stored page can never lead out of the course. */
const page = v.pipe(name(300), v.regex(/^[\w-]+(\/[\w-]+)*$/));
const identity = { key: name(700), page, id: name(200), at: time };
const version = name(64);

const progress = v.variant("kind", [
  v.object({
    ...identity,
    kind: v.literal("quiz"),
    version,
    choice: option,
    tries: count,
    right: v.boolean(),
  }),
  v.object({
    ...identity,
    kind: v.literal("prediction"),
    version,
    choice: v.nullable(option),
  }),
  v.object({
    ...identity,
    kind: v.literal("exercise"),
    tries: count,
    passedAt: v.nullable(time),
    hints: v.pipe(
      v.array(option),
      v.maxLength(100),
      v.check((hints) => hints.every((hint, at) => at === 0 || hint > (hints[at - 1] ?? 0))),
    ),
    solutionOpened: v.boolean(),
  }),
  v.object({
    ...identity,
    kind: v.literal("recall"),
    choice: option,
    step: option,
    due: time,
    right: count,
    wrong: count,
  }),
]);

const recordSchema: v.GenericSchema<unknown, ProgressRecord> = v.pipe(
  progress,
  v.check((record) => record.key === recordKey(record.kind, record.page, record.id)),
);

const editSchema: v.GenericSchema<unknown, Edit> = v.pipe(
  v.object({
    key: name(700),
    page,
    cell: name(200),
    source: v.pipe(v.string(), v.maxLength(1e6)),
    savedAt: time,
    originalHash: v.pipe(v.string(), v.maxLength(200)),
  }),
  v.check((edit) => edit.key === `${edit.page}#${edit.cell}`),
);

const read =
  <T>(schema: v.GenericSchema<unknown, T>) =>
  (value: unknown): T | undefined => {
    const result = v.safeParse(schema, value);
    return result.success ? result.output : undefined;
  };

/** The value as a record with only its known fields; `undefined` if it is none. */
export const readRecord = read(recordSchema);

/** As `readRecord`, for an edited cell. */
export const readEdit = read(editSchema);

/** What surrounds the records in a progress file; the records themselves are read one by one. */
export const readEnvelope = read(
  v.object({
    format: v.string(),
    version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    course: v.pipe(v.string(), v.maxLength(200)),
    made: v.pipe(v.string(), v.isoTimestamp()),
    checksum: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
    records: v.pipe(v.array(v.unknown()), v.maxLength(1e5)),
    edits: v.pipe(v.array(v.unknown()), v.maxLength(1e5)),
  }),
);
