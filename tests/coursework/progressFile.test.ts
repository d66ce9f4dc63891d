import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checksum } from "../../lib/coursework/checksum.js";
import { planImport } from "../../lib/coursework/planImport.js";
import {
  fileLimitBytes,
  openProgressFile,
  type Progress,
  readProgressFile,
  writeProgressFile,
} from "../../lib/coursework/progressFile.js";
import { anyEdit, anyRecord, oneOfEach } from "./anyRecord.js";

const made = new Date("2026-03-04T05:06:07.000Z");
const quiz = {
  key: "quiz:a#b",
  page: "a",
  id: "b",
  at: 7,
  kind: "quiz",
  version: "v",
  choice: 1,
  tries: 2,
  right: true,
} as const;
const good = writeProgressFile({ records: [quiz], edits: [] }, made);
const anyProgress: fc.Arbitrary<Progress> = fc.record({
  records: fc.array(anyRecord, { maxLength: 8 }).map(oneOfEach),
  edits: fc.array(anyEdit, { maxLength: 4 }).map(oneOfEach),
});
const rewritten = (change: (file: Record<string, unknown>) => void) => {
  const file = JSON.parse(good);
  change(file);
  file.checksum = checksum(JSON.stringify([file.records, file.edits]));
  return JSON.stringify(file);
};

describe("checksum", () => {
  it("is CRC-32: the check value of the standard, and 0 for nothing", () => {
    expect(checksum("123456789")).toBe("cbf43926");
    expect(checksum("")).toBe("00000000");
  });
});

describe("readProgressFile", () => {
  it("gives back what was written", () => {
    const property = fc.property(anyProgress, (progress) => {
      const read = readProgressFile(writeProgressFile(progress, made));
      expect(read).toEqual({ ...progress, made });
    });
    fc.assert(property, { seed: 9 });
  });

  it("refuses a file cut short anywhere", () => {
    const property = fc.property(fc.nat(good.trimEnd().length - 1), (length) => {
      expect(readProgressFile(good.slice(0, length))).toHaveProperty("refused");
    });
    fc.assert(property, { seed: 10, numRuns: 300 });
  });

  it("never reads other records from a file with one changed character", () => {
    const property = fc.property(
      fc.nat(good.length - 1),
      fc.stringMatching(/^[0-9a-z"{}]$/),
      (at, character) => {
        const read = readProgressFile(good.slice(0, at) + character + good.slice(at + 1));
        if (!("refused" in read)) expect(read.records).toEqual([quiz]);
      },
    );
    fc.assert(property, { seed: 11, numRuns: 1000 });
  });

  it.each([
    { what: "no JSON", text: "hello", says: "was not saved by this course" },
    { what: "nothing", text: "", says: "was not saved by this course" },
    { what: "null", text: "null", says: "was not saved by this course" },
    { what: "another JSON", text: '{"format":"jupyter"}', says: "was not saved by this course" },
    { what: "half a file", text: good.slice(0, 200), says: "it is cut short" },
    {
      what: "a newer version",
      text: rewritten((file) => {
        file.version = 2;
        file.records = { in: "another form" };
      }),
      says: "newer version of the course (format 2)",
    },
    {
      what: "a changed record",
      text: good.replace('"tries": 2', '"tries": 1'),
      says: "do not match its checksum",
    },
    {
      what: "a record nested without end",
      text: good.replace(/"records": \[[\s\S]*?\],\n "edits"/, (text) => {
        expect(text).toContain("quiz");
        return `"records": [${"[".repeat(20_000)}${"]".repeat(20_000)}],\n "edits"`;
      }),
      says: "do not match its checksum",
    },
    {
      what: "no list of edits",
      text: rewritten((file) => {
        delete file.edits;
      }),
      says: "it is cut short or has been edited",
    },
    {
      what: "a record that cannot be",
      text: rewritten((file) => {
        file.records = [quiz, { ...quiz, right: "yes" }];
      }),
      says: "(records 2)",
    },
    {
      what: "a record that comes twice",
      text: rewritten((file) => {
        file.records = [quiz, quiz];
      }),
      says: "(records 2)",
    },
    {
      what: "an edit that cannot be",
      text: rewritten((file) => {
        file.edits = [{ key: "x" }];
      }),
      says: "(edits 1)",
    },
  ])("refuses $what", ({ text, says }) => {
    const read = readProgressFile(text);
    expect(read).toHaveProperty("refused", expect.stringContaining(says));
    expect(read).toHaveProperty("refused", expect.stringContaining("Nothing has changed."));
  });
});

describe("openProgressFile", () => {
  it("reads a file as its text", async () => {
    expect(await openProgressFile(new Blob([good]))).toEqual({
      records: [quiz],
      edits: [],
      made,
    });
  });

  it("refuses a huge file without reading it", async () => {
    const huge = {
      size: fileLimitBytes + 1,
      arrayBuffer: () => Promise.reject(new Error("was read")),
    } as unknown as Blob;
    expect(await openProgressFile(huge)).toEqual({
      refused: "This file has 21 MB; a progress file has at most 20 MB. Nothing has changed.",
    });
  });

  it("refuses a file that is not text, and one that cannot be read", async () => {
    const bytes = new Blob([new Uint8Array([0xff, 0xfe, 0xfd])]);
    expect(await openProgressFile(bytes)).toHaveProperty(
      "refused",
      expect.stringContaining("is not text"),
    );
    const gone = { size: 1, arrayBuffer: () => Promise.reject(new Error("gone")) };
    expect(await openProgressFile(gone as unknown as Blob)).toHaveProperty(
      "refused",
      expect.stringContaining("could not be read"),
    );
  });
});

describe("planImport", () => {
  it("counts what is new, changed and kept, page by page", () => {
    const other = { ...quiz, key: "quiz:z#b", page: "z" };
    const edit = { key: "a#c", page: "a", cell: "c", source: "1", savedAt: 1, originalHash: "" };
    const plan = planImport(
      { records: [quiz], edits: [edit] },
      {
        records: [{ ...quiz, tries: 5 }, other],
        edits: [
          { ...edit, savedAt: 0, source: "older" },
          { ...edit, key: "a#d", cell: "d" },
        ],
      },
    );
    expect(plan).toEqual([
      { page: "a", added: 1, changed: 1, kept: 1 },
      { page: "z", added: 1, changed: 0, kept: 0 },
    ]);
  });

  it("changes nothing when a reader brings in their own file", () => {
    const property = fc.property(anyProgress, (progress) => {
      for (const { added, changed } of planImport(progress, progress))
        expect([added, changed]).toEqual([0, 0]);
    });
    fc.assert(property, { seed: 12 });
  });
});
