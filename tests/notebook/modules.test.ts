import { describe, expect, it } from "vitest";
import { loadModule, moduleName, refuseUnknownModule } from "../../lib/notebook/modules.js";
import { nearestName } from "../../lib/notebook/nearestName.js";

const modules = {
  d3: async () => ({ max: Math.max }),
  "lib/nn/linear.js": async () => ({ linear: 1, default: 2 }),
  "lib/broken.js": async () => {
    throw new Error("no network");
  },
};

describe("moduleName", () => {
  it.each([
    ["lib/nn/linear.js", "lib/nn/linear.js"],
    ["./lib/nn/linear.js", "lib/nn/linear.js"],
    ["../../lib/nn/linear.ts", "lib/nn/linear.js"],
    ["lib/nn/linear", "lib/nn/linear.js"],
    ["npm:d3", "d3"],
    ["d3", "d3"],
  ])("takes %s for %s", (specifier, name) => {
    expect(moduleName(specifier)).toBe(name);
  });
});

describe("loadModule", () => {
  it("gives the module", async () => {
    expect(await loadModule(modules, "./lib/nn/linear.js", ["linear"])).toMatchObject({
      linear: 1,
    });
  });

  it("says which module or export is missing, and which was meant", async () => {
    await expect(loadModule(modules, "lib/nn/liner.js")).rejects.toThrow(
      "There is no module “lib/nn/liner.js” here.",
    );
    await expect(loadModule(modules, "lib/nn/liner.js")).rejects.toThrow("“lib/nn/linear.js”?");
    await expect(loadModule(modules, "d3", ["mx"])).rejects.toThrow(
      "no export named mx. Did you mean max?",
    );
    await expect(loadModule(modules, "lib/broken.js")).rejects.toThrow(
      "could not be loaded: no network",
    );
  });

  it("takes no inherited name of an object for a module", () => {
    expect(() => refuseUnknownModule(modules, "constructor")).toThrow("There is no module");
  });
});

describe("nearestName", () => {
  it("finds a name that is a slip or a case away, and none that is far", () => {
    expect(nearestName("relu", ["gelu", "relus", "Relu"])).toBe("Relu");
    expect(nearestName("reul", ["relu"])).toBe("relu");
    expect(nearestName("zzz", ["relu"])).toBeUndefined();
    expect(nearestName("x", ["a"])).toBeUndefined();
    expect(nearestName("x", ["a", "x2"])).toBe("x2");
  });
});
