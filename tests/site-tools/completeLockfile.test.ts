import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  completeLockfile,
  type Lockfile,
  missingOptional,
} from "../../lib/site/completeLockfile.js";
import { inRepository } from "../../lib/site/paths.js";

const partial: Lockfile = {
  packages: {
    "node_modules/tool": {
      version: "2.0.0",
      optionalDependencies: { "@tool/linux-x64-musl": "2.0.0", "@tool/linux-x64": "2.0.0" },
    },
    "node_modules/@tool/linux-x64": { version: "2.0.0" },
    "node_modules/app/node_modules/tool": {
      version: "1.0.0",
      optionalDependencies: { "@tool/linux-x64": "1.0.0" },
    },
  },
};

describe("completeLockfile", () => {
  it("finds what a registry without other systems' packages leaves out", () => {
    expect(missingOptional(partial)).toEqual([
      { path: "node_modules/@tool/linux-x64-musl", version: "2.0.0" },
      { path: "node_modules/app/node_modules/@tool/linux-x64", version: "1.0.0" },
    ]);
  });

  it("adds it with its system named, so that npm skips it elsewhere", () => {
    const { packages } = completeLockfile(partial);
    expect(packages["node_modules/@tool/linux-x64-musl"]).toEqual({
      version: "2.0.0",
      cpu: ["x64"],
      optional: true,
      os: ["linux"],
      libc: ["musl"],
    });
    expect(missingOptional({ packages })).toEqual([]);
  });

  it("has left nothing out of this project's lockfile", () => {
    const text = readFileSync(inRepository("package-lock.json"), "utf8");
    expect(missingOptional(JSON.parse(text) as Lockfile)).toEqual([]);
  });
});
