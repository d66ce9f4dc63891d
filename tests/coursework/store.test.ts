import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import fc from "fast-check";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Content } from "../../lib/coursework/record.js";
import { CourseStore, openStore } from "../../lib/coursework/store.js";
import { databaseName, databaseVersion, openDatabase } from "../../lib/notebook/database.js";
import { anyEdit, anyRecord, oneOfEach } from "./anyRecord.js";

const untouched: Content<"exercise"> = {
  tries: 0,
  passedAt: null,
  hints: [],
  solutionOpened: false,
};
const oneMore = (before: Content<"exercise"> | undefined) => ({
  ...untouched,
  ...before,
  tries: (before?.tries ?? 0) + 1,
});
const stores: CourseStore[] = [];
const open = async () => {
  const store = await openStore(() => 1000);
  stores.push(store);
  return store;
};
const fillDisk = () =>
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  vi.restoreAllMocks();
});

describe("CourseStore", () => {
  it("keeps a record for the next visit", async () => {
    const store = await open();
    const record = await store.change("exercise", "a/b", "one", oneMore);
    expect(record).toEqual({
      ...untouched,
      key: "exercise:a/b#one",
      page: "a/b",
      id: "one",
      kind: "exercise",
      at: 1000,
      tries: 1,
    });
    expect(store.lasting).toBe(true);
    expect(await (await open()).read("a/b")).toEqual([record]);
    expect(await store.read("a/c")).toEqual([]);
  });

  it("loses no try of two tabs that write at once", async () => {
    const [one, two] = [await open(), await open()];
    const tries = Array.from({ length: 20 }, (_, at) =>
      (at % 2 ? one : two).change("exercise", "a", "b", oneMore),
    );
    await Promise.all(tries);
    expect(await one.read("a")).toMatchObject([{ tries: 20 }]);
  });

  it("tells the other tab that something has changed", async () => {
    const [one, two] = [await open(), await open()];
    const told = new Promise<void>((resolve) => two.onChange(resolve));
    await one.change("exercise", "a", "b", oneMore);
    await told;
    expect(await two.read("a")).toHaveLength(1);
  });

  it("takes a damaged record for absent, and replaces it", async () => {
    const database = await openDatabase();
    await database?.put("progress", { key: "exercise:a#b", page: "a", tries: "many" });
    database?.close();
    const store = await open();
    expect(await store.read()).toEqual([]);
    expect(await store.change("exercise", "a", "b", oneMore)).toMatchObject({ tries: 1 });
    expect(await store.read()).toHaveLength(1);
  });

  it("refuses to store what is not a valid record, and changes nothing", async () => {
    const store = await open();
    await store.change("exercise", "a", "b", oneMore);
    const broken = store.change("exercise", "a", "b", () => ({ ...untouched, tries: -1 }));
    await expect(broken).rejects.toThrow(
      "CourseStore.change: what was made of exercise:a#b is no valid record",
    );
    expect(await store.read()).toMatchObject([{ tries: 1 }]);
    expect(store.lasting).toBe(true);
  });

  it("works in memory where there is no database", async () => {
    const store = new CourseStore(undefined, () => 5);
    stores.push(store);
    expect(store.lasting).toBe(false);
    await store.change("exercise", "a", "b", oneMore);
    await store.change("exercise", "a", "b", oneMore);
    expect(await store.read("a")).toMatchObject([{ tries: 2, at: 5 }]);
    expect(await store.edits()).toEqual([]);
    await store.clear("other");
    expect(await store.read()).toHaveLength(1);
    await store.clear();
    expect(await store.read()).toEqual([]);
  });

  it("goes on in memory with what it knows when the disk is full", async () => {
    const database = await openDatabase();
    const store = new CourseStore(database, () => 1);
    stores.push(store);
    await store.change("exercise", "a", "b", oneMore);
    let forgot = 0;
    store.onForget(() => forgot++);
    fillDisk();
    expect(await store.change("exercise", "a", "b", oneMore)).toMatchObject({ tries: 2 });
    expect(await store.change("exercise", "a", "b", oneMore)).toMatchObject({ tries: 3 });
    expect(store.lasting).toBe(false);
    expect(forgot).toBe(1);
    expect(await store.read("a")).toMatchObject([{ tries: 3 }]);
  });

  it("knows what another tab wrote when the disk is full at its own first write", async () => {
    await (await open()).change("exercise", "a", "b", oneMore);
    const store = await open();
    fillDisk();
    expect(await store.change("exercise", "a", "b", oneMore)).toMatchObject({ tries: 2 });
    expect(store.lasting).toBe(false);
  });

  it("goes on in memory when the database has been closed under it", async () => {
    const database = await openDatabase();
    const store = new CourseStore(database, () => 1);
    stores.push(store);
    await store.change("exercise", "a", "b", oneMore);
    database?.close();
    expect(await store.change("exercise", "a", "b", oneMore)).toMatchObject({ tries: 2 });
    expect(store.lasting).toBe(false);
  });

  it("forgets one page, its edits included, or all", async () => {
    const store = await open();
    const edit = (page: string) => ({
      key: `${page}#c`,
      page,
      cell: "c",
      source: "1",
      savedAt: 1,
      originalHash: "h",
    });
    await store.merge([], [edit("a"), edit("b")]);
    await store.change("exercise", "a", "x", oneMore);
    await store.change("exercise", "b", "x", oneMore);
    await store.clear("a");
    expect((await store.read()).map((record) => record.page)).toEqual(["b"]);
    expect((await store.edits()).map((each) => each.page)).toEqual(["b"]);
    await store.clear();
    expect([await store.read(), await store.edits()]).toEqual([[], []]);
  });

  it("merges the same thing twice as once, on disk as in memory", async () => {
    const records = fc.array(anyRecord, { maxLength: 6 }).map(oneOfEach);
    const edits = fc.array(anyEdit, { maxLength: 3 }).map(oneOfEach);
    const property = fc.asyncProperty(records, records, edits, async (mine, theirs, edited) => {
      const disk = await open();
      const memory = new CourseStore(undefined);
      stores.push(memory);
      await disk.clear();
      for (const store of [disk, memory]) {
        await store.merge(mine, edited);
        await store.merge(theirs, edited);
      }
      const sorted = async (store: CourseStore) =>
        (await store.read()).sort((a, b) => (a.key < b.key ? -1 : 1));
      const once = await sorted(disk);
      expect(await sorted(memory)).toEqual(once);
      await disk.merge(theirs, edited);
      expect(await sorted(disk)).toEqual(once);
      expect(await disk.edits()).toHaveLength(edited.length);
    });
    await fc.assert(property, { seed: 8, numRuns: 20 });
  });
});

describe("openDatabase", () => {
  it("brings a database of the first version up to date and keeps its edits", async () => {
    const old = await openDB(databaseName, 1, {
      upgrade(database) {
        database.createObjectStore("edits", { keyPath: "key" }).createIndex("page", "page");
      },
    });
    const edit = { key: "a#c", page: "a", cell: "c", source: "1", savedAt: 1, originalHash: "h" };
    await old.put("edits", edit);
    old.close();
    const database = await openDatabase();
    expect(database?.version).toBe(databaseVersion);
    expect(await database?.getAll("edits")).toEqual([edit]);
    expect(await database?.getAllFromIndex("progress", "page", "a")).toEqual([]);
    database?.close();
  });

  it("leaves a database of a newer version alone", async () => {
    const newer = await openDB(databaseName, databaseVersion + 1);
    newer.close();
    expect(await openDatabase()).toBeUndefined();
    const still = await openDB(databaseName);
    expect(still.version).toBe(databaseVersion + 1);
    still.close();
  });

  it("lets a newer tab upgrade", async () => {
    const database = await openDatabase();
    const newer = await openDB(databaseName, databaseVersion + 1);
    expect(newer.version).toBe(databaseVersion + 1);
    expect(() => database?.transaction("edits")).toThrow();
    newer.close();
  });

  it("gives up on an older tab that will not let go", async () => {
    const old = await openDB(databaseName, 1);
    const began = performance.now();
    expect(await openDatabase()).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(2000);
    old.close();
  });

  it("gives up on a browser that never answers", async () => {
    vi.useFakeTimers();
    vi.spyOn(indexedDB, "open").mockImplementation(() => new EventTarget() as IDBOpenDBRequest);
    const opening = openDatabase();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await opening).toBeUndefined();
    vi.useRealTimers();
  });

  it("gives nothing where storage is denied", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(await openDatabase()).toBeUndefined();
  });
});
