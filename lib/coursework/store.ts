import type { IDBPObjectStore } from "idb";
import {
  type CourseDatabase,
  type CourseSchema,
  type Edit,
  inTime,
  openDatabase,
} from "../notebook/database.js";
import {
  type Content,
  type Kind,
  type ProgressRecord,
  type RecordOf,
  recordKey,
} from "./record.js";

/** What a change makes of a record, given the one that is stored. */
export type Change<K extends Kind> = (before: RecordOf<K> | undefined, now: number) => Content<K>;

const channelName = "large-models-live.progress";

/**
 * Where answers are kept: in the course's database, or in memory where nothing can be stored.
 *
 * Every change reads, changes and writes in one transaction, so two tabs never lose each other's
 * answers. Every record is validated on the way in and out; one that is damaged counts as absent.
 */
export class CourseStore {
  #database: CourseDatabase | undefined;
  /** What has been read or written; all there is once the database is gone. */
  readonly #memory = new Map<string, ProgressRecord>();
  readonly #now: () => number;
  readonly #events = new EventTarget();
  #channel = openChannel();

  constructor(database: CourseDatabase | undefined, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
    this.#channel?.addEventListener("message", () =>
      this.#events.dispatchEvent(new Event("change")),
    );
  }

  /** False if answers last only until the reader leaves the page. */
  get lasting(): boolean {
    return this.#database !== undefined;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now();
  }

  /** Calls back when something changes, in this tab or another. Returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#listen("change", listener);
  }

  /** Calls back when the store loses its database and goes on in memory. */
  onForget(listener: () => void): () => void {
    return this.#listen("forget", listener);
  }

  /** All valid records, or those of one page. */
  async read(page?: string): Promise<ProgressRecord[]> {
    const database = this.#database;
    if (!database) return this.#remembered(page);
    let stored: unknown[];
    try {
      stored = await inTime(
        page ? database.getAllFromIndex("progress", "page", page) : database.getAll("progress"),
      );
    } catch {
      this.#forget();
      return this.#remembered(page);
    }
    if (stored.length === 0) return [];
    const { readRecord } = await import("./recordSchema.js");
    return this.#remember(stored.map(readRecord).filter((record) => record !== undefined));
  }

  /** All valid edits of cells; none without a database. */
  async edits(): Promise<Edit[]> {
    const database = this.#database;
    const stored = database ? await inTime(database.getAll("edits")).catch(() => []) : [];
    if (stored.length === 0) return [];
    const { readEdit } = await import("./recordSchema.js");
    return stored.map(readEdit).filter((edit) => edit !== undefined);
  }

  /**
   * Changes one record and returns it as it is then.
   *
   * @throws {Error} if what `change` makes is not a valid record
   */
  async change<K extends Kind>(
    kind: K,
    page: string,
    id: string,
    change: Change<K>,
  ): Promise<RecordOf<K>> {
    const { readRecord } = await import("./recordSchema.js");
    const key = recordKey(kind, page, id);
    const apply = (stored: unknown): RecordOf<K> => {
      const before = readRecord(stored);
      const now = this.#now();
      const content = change(before as RecordOf<K> | undefined, now);
      const after = readRecord({ ...content, kind, key, page, id, at: now });
      if (!after) throw new Error(`CourseStore.change: what was made of ${key} is no valid record`);
      return after as RecordOf<K>;
    };
    const after =
      (await this.#transact(async (progress) => {
        const record = apply(await progress.get(key));
        await progress.put({ ...(record as ProgressRecord) });
        return record;
      })) ?? apply(this.#memory.get(key));
    this.#remember([after]);
    this.#changed();
    return after;
  }

  /** Merges records and edits into what is stored, all or nothing. Edits need a database. */
  async merge(records: readonly ProgressRecord[], edits: readonly Edit[]): Promise<void> {
    const [{ readRecord, readEdit }, { mergeRecords, mergeEdits }] = await Promise.all([
      import("./recordSchema.js"),
      import("./mergeRecords.js"),
    ]);
    const join = (stored: unknown, record: ProgressRecord) => {
      const mine = readRecord(stored);
      return mine ? mergeRecords(mine, record) : record;
    };
    const done = await this.#transact(async (progress, edited) => {
      for (const record of records)
        await progress.put({ ...join(await progress.get(record.key), record) });
      for (const edit of edits) {
        const mine = readEdit(await edited.get(edit.key));
        await edited.put(mine ? mergeEdits(mine, edit) : edit);
      }
      return true;
    });
    if (!done)
      for (const record of records)
        this.#memory.set(record.key, join(this.#memory.get(record.key), record));
    this.#changed();
  }

  /** Forgets the records and edits of one page, or all. */
  async clear(page?: string): Promise<void> {
    await this.#transact(async (progress, edited) => {
      for (const store of [progress, edited])
        for (const key of page
          ? await store.index("page").getAllKeys(page)
          : await store.getAllKeys())
          await store.delete(key);
      return true;
    });
    for (const record of this.#remembered(page)) this.#memory.delete(record.key);
    this.#changed();
  }

  close(): void {
    this.#database?.close();
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** Runs `work` in one transaction; `undefined` if there is no database, or no longer. */
  async #transact<T>(
    work: (progress: Writable<"progress">, edits: Writable<"edits">) => Promise<T>,
  ): Promise<T | undefined> {
    const database = this.#database;
    if (!database) return undefined;
    try {
      const transaction = database.transaction(["progress", "edits"], "readwrite");
      transaction.done.catch(() => {});
      try {
        await inTime(transaction.objectStore("progress").getKey("")); // its turn has come
        const result = await work(
          transaction.objectStore("progress"),
          transaction.objectStore("edits"),
        );
        await transaction.done;
        return result;
      } catch (error) {
        const goesOn = !(error instanceof DOMException) || error.name === "TimeoutError";
        if (goesOn) transaction.abort();
        throw error;
      }
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      await this.read();
      this.#forget();
      return undefined;
    }
  }

  /** Goes on in memory, with what has been read or written so far. */
  #forget(): void {
    if (!this.#database) return;
    this.#database = undefined;
    this.#events.dispatchEvent(new Event("forget"));
  }

  #remember(records: ProgressRecord[]): ProgressRecord[] {
    for (const record of records) this.#memory.set(record.key, record);
    return records;
  }

  #remembered(page?: string): ProgressRecord[] {
    const all = [...this.#memory.values()];
    return page ? all.filter((record) => record.page === page) : all;
  }

  #changed(): void {
    this.#events.dispatchEvent(new Event("change"));
    this.#channel?.postMessage("change");
  }

  #listen(name: string, listener: () => void): () => void {
    this.#events.addEventListener(name, listener);
    return () => this.#events.removeEventListener(name, listener);
  }
}

/** Opens the store of this browser, in memory if nothing can be stored. */
export const openStore = async (now: () => number = Date.now): Promise<CourseStore> =>
  new CourseStore(await openDatabase(), now);

type Writable<N extends "progress" | "edits"> = IDBPObjectStore<
  CourseSchema,
  ("progress" | "edits")[],
  N,
  "readwrite"
>;

function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(channelName);
  } catch {
    return undefined;
  }
}
