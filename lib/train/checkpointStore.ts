import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { FileError } from "../files/fileError.js";
import { words } from "../words/words.js";

const says = words.files.training;

/** What is known of a kept training before it is read. */
export interface KeptTraining {
  name: string;
  /** Updates that it has seen. */
  taken: number;
  /** Milliseconds since 1970. */
  savedAt: number;
  bytes: number;
  /** What the page wants to know again, such as the model's configuration; plain values. */
  note: unknown;
}

interface Schema extends DBSchema {
  notes: { key: string; value: KeptTraining };
  files: { key: string; value: Blob };
}

/** Trainings that this browser keeps for its reader, also when the page is closed. */
export interface CheckpointStore {
  /** All of them, the newest first. */
  list(): Promise<KeptTraining[]>;
  /** Keeps one under a name, instead of what was there. @throws FileError if there is no room; the old one stays */
  save(kept: Pick<KeptTraining, "name" | "taken" | "note">, file: Blob): Promise<void>;
  /** @throws FileError if there is none of that name */
  load(name: string): Promise<KeptTraining & { file: Blob }>;
  forget(name: string): Promise<void>;
}

/** Apart from the course's other records: these are large, and are lost without harm. */
const databaseName = "large-models-live-trainings";

/**
 * Opens the store.
 *
 * @throws FileError where this page can store nothing: denied, or a sandboxed frame
 */
export async function openCheckpoints(): Promise<CheckpointStore> {
  let database: IDBPDatabase<Schema>;
  try {
    database = await openDB<Schema>(databaseName, 1, {
      upgrade(database) {
        database.createObjectStore("notes", { keyPath: "name" });
        database.createObjectStore("files");
      },
      blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
    });
  } catch {
    throw new FileError(says.noStore);
  }
  return {
    async list() {
      const all = await database.getAll("notes");
      return all.sort((a, b) => b.savedAt - a.savedAt);
    },
    async save({ name, taken, note }, file) {
      const change = database.transaction(["notes", "files"], "readwrite");
      const kept = { name, taken, note, savedAt: Date.now(), bytes: file.size };
      try {
        await change.objectStore("files").put(file, name);
        await change.objectStore("notes").put(kept);
        await change.done;
      } catch (error) {
        abort(change); // both or neither
        const isFull = [error, change.error].some(
          (each) => each instanceof DOMException && each.name === "QuotaExceededError",
        );
        throw isFull ? new FileError(says.full(file.size)) : error;
      }
    },
    async load(name) {
      const change = database.transaction(["notes", "files"]);
      const [note, file] = await Promise.all([
        change.objectStore("notes").get(name),
        change.objectStore("files").get(name),
      ]);
      if (!note || !file) throw new FileError(says.gone(name));
      return { ...note, file };
    },
    async forget(name) {
      const change = database.transaction(["notes", "files"], "readwrite");
      await Promise.all([
        change.objectStore("files").delete(name),
        change.objectStore("notes").delete(name),
        change.done,
      ]);
    },
  };
}

function abort(change: { abort(): void; done: Promise<void> }): void {
  change.done.catch(() => {}); // it rejects now
  try {
    change.abort();
  } catch {
    // The browser has ended it already.
  }
}
