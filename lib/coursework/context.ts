import type { Checks } from "./check.js";
import type { NotebookPort } from "./notebookPort.js";
import { type Kind, type ProgressRecord, type RecordOf, recordKey } from "./record.js";
import type { CourseStore } from "./store.js";

/** What every piece of a page's coursework works with. */
export interface Context {
  /** As in records. */
  readonly page: string;
  readonly store: CourseStore;
  readonly notebook: NotebookPort;
  readonly loadChecks: () => Promise<Checks>;
  /** What was stored for this page when it was opened, by key. */
  readonly records: ReadonlyMap<string, ProgressRecord>;
}

/** What was stored when the page was opened. */
export function storedRecord<K extends Kind>(
  { page, records }: Context,
  kind: K,
  id: string,
): RecordOf<K> | undefined {
  return records.get(recordKey(kind, page, id)) as RecordOf<K> | undefined;
}
