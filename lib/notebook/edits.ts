import type { CourseDatabase, Edit } from "./database.js";

/** The reader's edits of one page's cells: kept in the browser where it allows that. */
export interface Edits {
  /** Whether edits outlive the page. */
  readonly stored: boolean;
  get(cell: string): Edit | undefined;
  set(cell: string, source: string, original: string): Promise<void>;
  remove(cell: string): Promise<void>;
}

/** Reads all edits of a page; without storage they live in memory. */
export async function openEdits(page: string): Promise<Edits> {
  // The database code loads here, so that a page's first paint does not wait for it.
  const storage = await import("./database.js").catch(() => undefined);
  const database = await storage?.openDatabase();
  const known = new Map<string, Edit>();
  if (!storage || !database) return memoryEdits(page, known, undefined);
  const { inTime } = storage;
  try {
    const edits = await inTime(database.getAllFromIndex("edits", "page", page));
    for (const edit of edits) if (isEdit(edit)) known.set(edit.cell, edit);
  } catch {
    return memoryEdits(page, known, undefined);
  }
  return memoryEdits(page, known, (change) => inTime(change(database)));
}

/** Carries out a change of the database; rejects where that fails or takes too long. */
type Write = (change: (database: CourseDatabase) => Promise<unknown>) => Promise<unknown>;

function memoryEdits(page: string, known: Map<string, Edit>, store: Write | undefined): Edits {
  let stored = store !== undefined;
  const write: Write = async (change) => {
    try {
      await store?.(change);
    } catch {
      stored = false; // a full disk or a closed database: the edit stays in memory
    }
  };
  return {
    get stored() {
      return stored;
    },
    get: (cell) => known.get(cell),
    async set(cell, source, original) {
      const key = `${page}#${cell}`;
      const edit = { key, page, cell, source, savedAt: Date.now(), originalHash: hash(original) };
      known.set(cell, edit);
      await write((open) => open.put("edits", edit));
    },
    async remove(cell) {
      known.delete(cell);
      await write((open) => open.delete("edits", `${page}#${cell}`));
    },
  };
}

function isEdit(value: Partial<Edit> | undefined): value is Edit {
  return (
    typeof value?.cell === "string" &&
    typeof value.source === "string" &&
    typeof value.originalHash === "string"
  );
}

/** A short fingerprint of a text (FNV-1a, 32 bits): enough to see that a lesson changed. */
export function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return (state >>> 0).toString(16).padStart(8, "0");
}
