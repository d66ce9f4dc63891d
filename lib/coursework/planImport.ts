import { mergeEdits, mergeRecords } from "./mergeRecords.js";
import type { Progress } from "./progressFile.js";

/** How many records and edits of one page an import would add, change or leave as they are. */
export interface PageChanges {
  page: string;
  added: number;
  changed: number;
  kept: number;
}

/** What bringing `incoming` into `current` would do, page by page, without doing it. */
export function planImport(current: Progress, incoming: Progress): PageChanges[] {
  const pages = new Map<string, PageChanges>();
  count(pages, current.records, incoming.records, mergeRecords);
  count(pages, current.edits, incoming.edits, mergeEdits);
  return [...pages.values()].sort((a, b) => (a.page < b.page ? -1 : 1));
}

function count<T extends { key: string; page: string }>(
  pages: Map<string, PageChanges>,
  current: readonly T[],
  incoming: readonly T[],
  merge: (mine: T, theirs: T) => T,
): void {
  const mine = new Map(current.map((each) => [each.key, each]));
  for (const theirs of incoming) {
    const { page } = theirs;
    const changes = pages.get(page) ?? { page, added: 0, changed: 0, kept: 0 };
    pages.set(page, changes);
    const before = mine.get(theirs.key);
    const after = before ? merge(before, theirs) : theirs;
    if (!before) changes.added += 1;
    else if (isSame(before, after)) changes.kept += 1;
    else changes.changed += 1;
    mine.set(theirs.key, after);
  }
}

const isSame = (one: object, other: object) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
