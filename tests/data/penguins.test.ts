import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { majorityBaseline } from "../../lib/data/baseline.js";
import { type PenguinRow, readPenguins } from "../../lib/data/penguins.js";
import { split } from "../../lib/data/split.js";
import { fitScale, standardize } from "../../lib/data/standardize.js";
import golden from "../golden/penguins.json" with { type: "json" };

const { resolve } = createRequire(import.meta.url);
const loaded = execFileSync(process.execPath, ["--import", "tsx", "data/penguins.json.ts"], {
  encoding: "utf8",
});
const birds = JSON.parse(loaded) as PenguinRow[];
const penguins = readPenguins(birds);
const closeTo = (values: readonly number[], digits: number) =>
  values.map((value) => expect.closeTo(value, digits));
const sha256 = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");

describe("the loader of the penguins", () => {
  it("writes every bird of the source, with null where nothing was measured", () => {
    expect(birds).toHaveLength(golden.birds);
    expect(birds[0]).toEqual({
      species: "Adelie",
      island: "Torgersen",
      culmen_length_mm: 39.1,
      culmen_depth_mm: 18.7,
      flipper_length_mm: 181,
      body_mass_g: 3750,
      sex: "MALE",
    });
    expect(birds.filter(({ body_mass_g }) => body_mass_g === null)).toHaveLength(2);
    expect(birds.filter(({ sex }) => sex === null)).toHaveLength(11);
    expect(loaded).not.toContain("NaN");
  });

  it("has the checksums that data/README.md states", () => {
    const readme = readFileSync("data/README.md", "utf8");
    const source = readFileSync(resolve("@observablehq/sample-datasets/penguins.csv"));
    expect(readme).toContain(`SHA-256 of the source | \`${sha256(source)}\``);
    expect(readme).toContain(`SHA-256 of the result | \`${sha256(loaded)}\``);
  });
});

describe("readPenguins", () => {
  it("keeps the birds with all four measurements and lists the others", () => {
    expect(penguins.rows).toBe(golden.complete);
    expect(penguins.table.rows).toHaveLength(golden.birds);
    expect(penguins.dropped.rows.map(({ row, line }) => [row, line])).toEqual([
      [3, 5],
      [339, 341],
    ]);
    expect(penguins.notes).toEqual([
      "2 of 344 rows left out: a value is missing in “bill length”, “bill depth”, “flipper length” and “body mass”.",
    ]);
  });

  it("names species, features and units", () => {
    expect(penguins.classes).toEqual(Object.keys(golden.counts));
    expect(penguins.featureNames).toEqual([
      "bill length",
      "bill depth",
      "flipper length",
      "body mass",
    ]);
    expect(penguins.units).toEqual(["mm", "mm", "mm", "g"]);
    expect([...penguins.features.subarray(0, 4)]).toEqual(closeTo([39.1, 18.7, 181, 3750], 4));
    const counts = penguins.classes.map((_, c) => penguins.labels.filter((l) => l === c).length);
    expect(counts).toEqual(Object.values(golden.counts));
  });

  it("has PyTorch's scale", () => {
    const all = Int32Array.from({ length: penguins.rows }, (_, i) => i);
    const scale = fitScale(penguins.features, 4, all);
    expect([...scale.mean]).toEqual(closeTo(golden.mean, 5));
    expect([...scale.deviation]).toEqual(closeTo(golden.deviation, 5));
    const z = standardize(penguins.features, scale);
    expect([...z.subarray(0, 4)]).toEqual(closeTo(golden.firstStandardized, 5));
    expect([...z.subarray(-4)]).toEqual(closeTo(golden.lastStandardized, 5));
  });

  it("holds out a quarter of each species, whatever the seed", () => {
    for (const seed of [1, 2, 3]) {
      const { training, heldOut } = split(penguins.labels, { seed });
      const of = (rows: Int32Array) => rows.map((row) => penguins.labels[row] as number);
      const counts = [0, 1, 2].map((c) => of(heldOut).filter((label) => label === c).length);
      expect(counts).toEqual([38, 17, 31]); // 151/4, 68/4 and 123/4, rounded
      expect(training).toHaveLength(342 - 86);
      const baseline = majorityBaseline(of(training), of(heldOut));
      expect(baseline).toEqual({ label: 0, accuracy: 38 / 86 });
    }
  });

  it.each([
    [{ body_mass_g: "3750" }, 'readPenguins: row 0 has body_mass_g "3750", want a number or null'],
    [{ culmen_depth_mm: undefined }, "readPenguins: row 0 has culmen_depth_mm undefined, want"],
    [{ species: null }, "readPenguins: row 0 has species null, want a text"],
  ])("refuses a bird with %o", (change, says) => {
    const bird = { ...birds[0], ...change } as unknown as PenguinRow;
    expect(() => readPenguins([bird])).toThrow(says);
  });
});
