import { describe, expect, it } from "vitest";
import { wantedDevice } from "../../lib/compute/deviceName.js";
import { isSoftwareRenderer } from "../../lib/compute/isSoftwareRenderer.js";

describe("wantedDevice", () => {
  it("reads each device's name from the address", () => {
    expect(wantedDevice("?device=webgpu")).toEqual({ wanted: "webgpu" });
    expect(wantedDevice("?run=off&device=webgl")).toEqual({ wanted: "webgl" });
    expect(wantedDevice("device=WASM")).toEqual({ wanted: "wasm" });
    expect(wantedDevice("?device=%20cpu%20&x")).toEqual({ wanted: "cpu" });
  });

  it("wants nothing when the address says nothing", () => {
    for (const search of ["", "?", "?device", "?device=", "?devices=cpu"]) {
      expect(wantedDevice(search)).toEqual({});
    }
  });

  it("answers an unknown name with a sentence", () => {
    expect(wantedDevice("?device=tpu")).toEqual({
      refused: "There is no device named “tpu”; the address can ask for webgpu, webgl, wasm, cpu.",
    });
    expect(wantedDevice("?device=constructor").wanted).toBeUndefined();
  });
});

describe("isSoftwareRenderer", () => {
  it("knows programs that imitate a GPU", () => {
    for (const name of [
      "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)",
      "llvmpipe (LLVM 15.0.6, 256 bits)",
      "Mesa/X.org, softpipe",
      "ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)",
      "Apple Software Renderer",
    ]) {
      expect(isSoftwareRenderer(name), name).toBe(true);
    }
  });

  it("takes real ones for real", () => {
    for (const name of [
      "ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002504) Direct3D11 vs_5_0 ps_5_0, D3D11)",
      "ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)",
      "Mesa Intel(R) UHD Graphics 620 (WHL GT2)",
      "Adreno (TM) 640",
      "nvidia ampere",
    ]) {
      expect(isSoftwareRenderer(name), name).toBe(false);
    }
  });
});
