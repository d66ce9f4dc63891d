import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";

/** What a reader has typed into one cell. */
export interface Edit {
  /** `${page}#${cell}` */
  key: string;
  page: string;
  cell: string;
  source: string;
  /** Milliseconds since 1970. */
  savedAt: number;
  /** Hash of the source that the page came with, to notice that the lesson has changed since. */
  originalHash: string;
}

/** A coursework record as the database knows it; `lib/coursework` validates the rest of its fields. */
export interface StoredRecord {
  key: string;
  page: string;
  [field: string]: unknown;
}

/** The one database of the course. */
export interface CourseSchema extends DBSchema {
  edits: { key: string; value: Edit; indexes: { page: string } };
  progress: { key: string; value: StoredRecord; indexes: { page: string } };
}

export type CourseDatabase = IDBPDatabase<CourseSchema>;
type Upgrade = IDBPTransaction<CourseSchema, ("edits" | "progress")[], "versionchange">;

/** Step n takes a database from version n to n + 1; steps are only ever appended. */
const migrations: ((database: CourseDatabase, upgrade: Upgrade) => void)[] = [
  (database) => {
    database.createObjectStore("edits", { keyPath: "key" }).createIndex("page", "page");
  },
  (database) => {
    database.createObjectStore("progress", { keyPath: "key" }).createIndex("page", "page");
  },
];

export const databaseName = "large-models-live";
export const databaseVersion = migrations.length;
const patienceMs = 3000;
const turnMs = 5000;

/**
 * Opens the course's database, bringing an older one up to date.
 *
 * A tab with newer code may upgrade the database at any time: this connection then closes itself,
 * and what is written through it afterwards rejects.
 *
 * @returns `undefined` where nothing can be stored: denied, a sandboxed frame, no space, a database
 *   that a newer version of the course has made, an older tab that will not let go of it, or a
 *   browser that has not answered within three seconds
 */
export async function openDatabase(): Promise<CourseDatabase | undefined> {
  try {
    let giveUp: (value: undefined) => void = () => {};
    const held = new Promise<undefined>((resolve) => {
      giveUp = resolve;
    });
    const opening = openDB<CourseSchema>(databaseName, databaseVersion, {
      upgrade(database, from, _to, transaction) {
        for (const migrate of migrations.slice(from)) migrate(database, transaction);
      },
      blocked: () => giveUp(undefined),
      blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
    });
    const timer = setTimeout(() => giveUp(undefined), patienceMs);
    const database = await Promise.race([opening, held]);
    clearTimeout(timer);
    if (!database) void opening.then((late) => late.close()).catch(() => {});
    return database;
  } catch {
    return undefined;
  }
}

/**
 * What the database answers, unless it keeps the page waiting for five seconds: a tab that hangs in
 * the midst of a write makes every other one wait for it.
 *
 * @throws DOMException named TimeoutError
 */
export function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new DOMException("the database does not answer", "TimeoutError"));
    const timer = setTimeout(late, turnMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
